02b95325532c11a80.1.0fee-cap"/Fee cap - level, scope and rising costs (small)*�Three levels of one flat cap, bound nationally, in the north or on private providers only, with and without real growth of care costs.2�experiment: fee-cap
title: "Fee cap - level, scope and rising costs (small)"
description: "Three levels of one flat cap, bound nationally, in the north or on private providers only, with and without real growth of care costs."
base: "../../../scenarios/england.yaml"
policies: ["../../../scenarios/policies/north-cap.yaml", "../../../scenarios/policies/inflation.yaml"]
set: ["years=5"]
replicates: 2
design:
  type: grid
  samples: 0
  levels: 4
  seed: 1
  file: ""
factors:
  - path: "instruments[north_cap].level"
    name: level
    values: ["4000", "5000", "6500"]
    range: []
    levels: 0
    scale: linear
    role: auto
    options: []
  - path: ""
    name: scope
    values: []
    range: []
    levels: 0
    scale: linear
    role: auto
    options:
      - name: the north
        policies: []
        set: []
      - name: England
        policies: []
        set: ["instruments[north_cap].scope.regions=[]"]
      - name: private providers
        policies: []
        set: ["instruments[north_cap].scope.regions=[]", "instruments[north_cap].scope.sectors=[private]"]
  - path: "instruments[inflation].real_costs_per_year"
    name: real growth of costs
    values: ["0", "0.02"]
    range: []
    levels: 0
    scale: linear
    role: auto
    options: []
draws: 0
ensemble: ""
metrics: [fee_index, fee_weekly_mean_starts, fee_weekly_mean_stock, operating_margin, loss_making_share, homes_open, homes_closed, sufficiency_rate_20mi, crisis_children, days_waiting_mean, spend_total, all_in_cost_per_sufficient_week]
on_failure: keep-going
record:
  groups: [none]
  every: year
:52c78a48be9f1762@HRgridZ
keep-goingbO
levelinstruments[north_cap].level£/week"Level240002500026500Jlinearb?
scope"scope(2	the north2England2private providersJlinearb�
real growth of costs*instruments[inflation].real_costs_per_yearper year"!Growth of care costs above prices2020.02JlinearPjK
e5229fd8943ad8b6!instruments[north_cap].level=4000"4000"	the north"0j
dbf405da17e275ad!instruments[north_cap].level=4000/instruments[inflation].real_costs_per_year=0.02"4000"	the north"0.02jI
3f81342afd658e5e!instruments[north_cap].level=4000"4000"England"0j}
3dcb6256633e4f18!instruments[north_cap].level=4000/instruments[inflation].real_costs_per_year=0.02"4000"England"0.02jS
da4d491ac1b08faf!instruments[north_cap].level=4000"4000"private providers"0j�
2fd534cba68761db!instruments[north_cap].level=4000/instruments[inflation].real_costs_per_year=0.02"4000"private providers"0.02jK
557fcf5d2b644c88!instruments[north_cap].level=5000"5000"	the north"0j
7cbf77ca91ec4938!instruments[north_cap].level=5000/instruments[inflation].real_costs_per_year=0.02"5000"	the north"0.02jI
334bd188984365e1!instruments[north_cap].level=5000"5000"England"0j}
063ddb3e7febae7d!instruments[north_cap].level=5000/instruments[inflation].real_costs_per_year=0.02"5000"England"0.02jS
5f80aa179bdabbd9!instruments[north_cap].level=5000"5000"private providers"0j�
f58a11a902ce833c!instruments[north_cap].level=5000/instruments[inflation].real_costs_per_year=0.02"5000"private providers"0.02jK
6bb51a3061de321e!instruments[north_cap].level=6500"6500"	the north"0j
da7848a66f031ab1!instruments[north_cap].level=6500/instruments[inflation].real_costs_per_year=0.02"6500"	the north"0.02jI
6be218d6dc124f0e!instruments[north_cap].level=6500"6500"England"0j}
d098ffc6c9a8c248!instruments[north_cap].level=6500/instruments[inflation].real_costs_per_year=0.02"6500"England"0.02jS
c73595831c0f6fd2!instruments[north_cap].level=6500"6500"private providers"0j�
4cdd096fb4406353!instruments[north_cap].level=6500/instruments[inflation].real_costs_per_year=0.02"6500"private providers"0.02r r r r r r r r r r		 r

 r r r r r r r ��K
7784591022770755�Kname: england
title: England as it buys today
description: "The baseline. Councils place most children one by one, use regional frameworks, and hold few block contracts."
start: 2025-04-01
years: 5  # years
seed: 1  # count
world:
  kind: england
  data: data
  tables:
    - name: adjacency
      file: ""
      sha256: "5698647bd70aa5f04bb375c8d9c7532a9fd860dc86afbcc0a9cebbccf451f64a"
    - name: councils
      file: ""
      sha256: "7775d39b1f6f92914d02fe18373148f6048566b47077a0f3db731f84db844b97"
    - name: home_sizes_2023
      file: ""
      sha256: e9a08827531a2e435361ebd01f1d9b70491fb884e4afc2f41f72d9c11c259c8c
    - name: national_assumptions
      file: ""
      sha256: "78d0ba782a93369107f5584617a16810e9c500d26ab10438476f061f6d7e8c90"
    - name: national_figures
      file: ""
      sha256: f876208ee695c4b6643b65d8dccec68bdc71948a3825222bc113de5dfa4c595a
    - name: owner_classes_2025
      file: ""
      sha256: b7b5c50ccc0b150e1cdb22b88b8d75ca71a0a5f1ec1e05bd74c7577f99496b6c
    - name: owner_mix_2025
      file: ""
      sha256: "0389e6d513b4387e26bfe34cfbda46a2d48d9d9cb32c2bcaf9c37f098fb828b4"
    - name: owner_sizes_2023
      file: ""
      sha256: c2911563b46d9d10b033dc18858a67bc15a13ea39bc1b0ae7553eb1509e75f2d
    - name: price_index
      file: ""
      sha256: "364d081b2139f5833b691013ea43ec66f5967c6f51d7fd404e09f46a3ff2c1b6"
    - name: private_sizes_2025
      file: ""
      sha256: "5ee6d10f81d845a84ca299fb46f9237dae1a91c821cbc1b269c6682573b9996d"
    - name: regions
      file: ""
      sha256: "8b933deef2f8869534cb13d2037cb968971d57dc69c6a61ed4589852631c1e7a"
    - name: sector_totals_2025
      file: ""
      sha256: "05310ec7a4776860f7028acf825d36521d129fe355404c14623018bb57cc1efd"
    - name: targets
      file: ""
      sha256: "303e90d470968ca024c68c905c2d7df3e52bdca4698b5fc5239e247155492f20"
  pools: 1  # count
  places_per_pool: 10  # places
  homes_per_pool: 1  # count
  councils_per_pool: 1  # count
  groups_per_pool: 1  # count
  copies_apart_km: 0  # km
  only_region: ""
start_state:
  solve: true
  prehistory_days: 730  # days
  omega_initial: 4000  # £/week
  price_step: 0.5  # share
demand:
  level: 1  # ratio
  entries_per_day: 0  # per day
  mean_stay_days: 100  # days
  waiting_leave_ratio: 1  # ratio
  stay_short_share: {under_1: 0.02, from_1: 0.15, from_5: 0.02, from_10: 0.175, from_16: 0.115, uasc: 0.05}  # share
  stay_long_share: {under_1: 0.02, from_1: 0.26, from_5: 0.2, from_10: 0.45, from_16: 0.56, uasc: 0.56}  # share
  stay_short_days: 13  # days
  stay_medium_days: 525  # days
  entry_age_share: {under_1: 0.16, from_1: 0.15, from_5: 0.15, from_10: 0.26, from_16: 0.08, uasc: 0.2}  # share
  need_share_homes: {standard: 0.34, moderate: 0.36, complex: 0.23, acute: 0.07}  # share
  need_share_elsewhere: {standard: 0.74, moderate: 0.22, complex: 0.04, acute: 0}  # share
  age_share_homes: {under_1: 0, from_1: 0.01, from_5: 0.09, from_10: 0.58, from_16: 0.31, uasc: 0.01}  # share
  kinship_share: 0.24  # share
  secure_share: 0.011  # share
  unregistered_children: 669  # children
  plan_shape: {fostering: 0.56, kinship: 0.6, residential: 0.75, supported: 1.01, secure: 1, with_parents: 0.8, adoption: 1, other: 0.7}  # ratio
  plan_scale_days: {fostering: 760, kinship: 850, residential: 1500, supported: 255, secure: 90, with_parents: 500, adoption: 300, other: 160}  # days
  plan_stays_same: 0.55  # share
  status_only_share: 0.4  # share
  need_change_per_year: 0.08  # per year
  sibling_share: 0.15  # share
  hard_share: {standard: 0.06, moderate: 0.07, complex: 0.25, acute: 0.4}  # share
  hard_days: 320  # days
  thinning_headroom: 2  # ratio
search:
  retry: daily
  retry_days: 1  # days
  local_miles: 20  # miles
  local_miles_per_day: 3  # miles per day
  far_miles: 120  # miles
  far_share: 0.4  # share
  max_miles: 250  # miles
  distance_pounds_per_mile: 12  # £/week per mile
  far_distance_pounds_per_mile: 1  # £/week per mile
  days_before_crisis: 10  # days
  visible_share: 0.75  # share
  own_home_bonus: 2500  # £/week
  block_bonus: 0  # £/week
  framework_bonus: 300  # £/week
  grade_bonus: 100  # £/week per grade
offers:
  gate: {standard: 0.1, moderate: 0.09, complex: 0.065, acute: 0.045}  # share
  gate_own_council: 3.5  # ratio
  gate_own_home: 7  # ratio
  gate_hard: 0.003  # ratio
  taste_scale: 275  # £/week
  taste_mean: -600  # £/week
  mix_per_resident: 120  # £/week per resident
  ceiling_start: 1.6  # ratio
  ceiling_per_day: 0.1  # ratio per day
  accept_all: false
prices:
  alpha: 0.003  # per £/week
  bargaining: 0.5  # share
  wait_harm: 2500  # £/week
  crisis_harm: 6000  # £/week
  discount_per_year: 0.08  # per year
  smoothing_miles: 30  # miles
  pseudo_fills: 4  # fills
  step: 0.35  # share
  memory_weeks: 16  # weeks
  update_days: 28  # days
  share_shrink: 20  # referrals
  fixed: false
  fixed_fee: 5000  # £/week
  omega_shift: 0  # £/week
  omega_shift_share: 0.05  # share
  ask_max: 60000  # £/week
costs:
  home_fixed: 3100  # £/week
  staffed_place: 1750  # £/week
  variable: {standard: 300, moderate: 750, complex: 1700, acute: 5500}  # £/week
  earnings_elasticity: 0.6  # ratio
  earnings_base: 36000  # £/year
  property_yield: 0.065  # per year
  property_factor: 1.5  # ratio
  overhead_place: 420  # £/week per place
  overhead_place_large: 180  # £/week per place
  large_group_factor: 0.88  # ratio
  home_cost_sd: 0.09  # share
  own_home_factor: 1.15  # ratio
  staffed_share: 0.87  # share
  crisis_week: 10500  # £/week
  wait_week: 5000  # £/week
  brokerage_referral: 1200  # £ per referral
  tender_cost: 30000  # £ per lot
  fixed_week: {fostering: 0, kinship: 420, residential: 0, supported: 0, secure: 8500, with_parents: 120, adoption: 250, other: 2500}  # £/week
supply:
  frozen: false
  places_factor: 1  # ratio
  class_share: {general: 0.25, broad: 0.5, specialist: 0.25}  # share
  closure_per_year: {council: 0.045, private: 0.047, voluntary: 0.083}  # per year
  closure_loss_slope: 0.8  # per unit margin
  closure_inadequate: 4  # ratio
  closure_notice_days: 28  # days
  required_return: 0.1  # share
  entry_slope: 1.5  # per unit margin
  entry_slots_ratio: 4  # ratio
  founder_local_share: 0.8  # share
  build_days: 270  # days
  staff_scarcity: 0.5  # ratio
  new_home_places: 3.4  # places
  pass_through: 0.85  # share
  fill_up_days: 90  # days
  expansion_share: 0.45  # share
  transfer_share: 0.6  # share
  transfer_days: 60  # days
  debt_share: 2.5  # ratio
  interest_rate: 0.08  # per year
  cash_weeks: 10  # weeks
  fail_weeks: 40  # weeks
  council_build_per_year: 1  # ratio
  takeover_ratio: 1  # ratio
  covenant_cover: 2  # ratio
  covenant_cash_weeks: 4  # weeks
  covenant_staffing: 0.05  # share
  refinance_years: 6  # years
  refinance_multiple: 4  # ratio
  mergers_per_year: 0.005  # per year
fostering:
  own_filled: 0.6  # share
  vacant: 0.16  # share
  agency_share: 0.47  # share
  leave_per_year: 0.125  # per year
  approvals_ratio: 1  # ratio
  own_week: 560  # £/week
  agency_variable_week: 780  # £/week
  agency_alpha: 0.026  # per £/week
  agency_radius_miles: 20  # miles
  to_homes_share: 0.5  # share
  overhead_week: 70  # £/week per place
  suit: {standard: 0.06, moderate: 0.025, complex: 0.01, acute: 0.004}  # share
  scatter_miles: 5  # miles
supported:
  variable_week: 900  # £/week
  alpha: 0.03  # per £/week
  vacant: 0.12  # share
  radius_miles: 40  # miles
  adjust_per_year: 0.5  # per year
quality:
  grade_share: {outstanding: 0.14, good: 0.66, requires_improvement: 0.17, inadequate: 0.03}  # share
  inspections_per_year: 1  # per year
  grade_stays: 0.7  # share
  breakdown_per_year: 0.2  # per year
  breakdown_foster_per_year: 0.15  # per year
  breakdown_staffing: 1.5  # ratio
  breakdown_per_grade: 1.25  # ratio
  breakdown_per_30_miles: 1.1  # ratio
  breakdown_match: 1.3  # ratio
  staffing_elastic: 0.5  # ratio
blocks:
  reserved: false
  match_factor: 0.25  # share
  term_risk: 150  # £/week per bed
commissioning:
  forecast_cv: 0.2  # share
  forecast_shared: 0.3  # share
  framework_slope: 6  # per share of fee
  framework_switch_cost: 0.28  # share of fee
  framework_callof_worth: 0.06  # share of fee
  budget_growth: 0.02  # per year
  budget_base: 0.92  # ratio
  budget_response: 0  # ratio
instruments:
  - name: frameworks
    kind: framework
    from: ""
    to: ""
    enabled: true
    groups: []
    partition:
      method: region
      target_size: 10  # count
      participation: 1  # share
      seed: 1  # count
      file: ""
    discount: 0.02  # share
    uplift: -0.01  # per year
    term_years: 4  # years
    start_membership: 0.5  # share
    tender_cost_group: 6000  # £/year
  - name: todays_blocks
    kind: block
    from: ""
    to: ""
    enabled: true
    mode: share
    share: 0.03  # share
    price_ratio: 0.9  # ratio
    guarantee: 1  # share
    term_years: 5  # years
    acceptance: 3  # ratio
    catchment_miles: 30  # miles
    resale: false
    resale_price_ratio: 1  # ratio
  - name: north_cap
    kind: fee_cap
    from: 2026-04-01
    to: ""
    scope:
      councils: []
      regions: [North East, North West, Yorkshire and The Humber]
      settings: []
      needs: []
      contracts: []
      sectors: []
    enabled: true
    level: 6300  # £/week
    index_per_year: 0  # per year
    applies_to: new
    add_ons_share: 0.15  # share
    relabel_share: 0.05  # share
  - name: inflation
    kind: inflation
    from: ""
    to: ""
    enabled: true
    costs_per_year: 0.03  # per year
    real_costs_per_year: 0  # per year
record:
  metrics: []
  groups: []
  every: month
  history: false
��L
7784591022770755scope=the north�Kname: england
title: England as it buys today
description: "The baseline. Councils place most children one by one, use regional frameworks, and hold few block contracts."
start: 2025-04-01
years: 5  # years
seed: 1  # count
world:
  kind: england
  data: data
  tables:
    - name: adjacency
      file: ""
      sha256: "5698647bd70aa5f04bb375c8d9c7532a9fd860dc86afbcc0a9cebbccf451f64a"
    - name: councils
      file: ""
      sha256: "7775d39b1f6f92914d02fe18373148f6048566b47077a0f3db731f84db844b97"
    - name: home_sizes_2023
      file: ""
      sha256: e9a08827531a2e435361ebd01f1d9b70491fb884e4afc2f41f72d9c11c259c8c
    - name: national_assumptions
      file: ""
      sha256: "78d0ba782a93369107f5584617a16810e9c500d26ab10438476f061f6d7e8c90"
    - name: national_figures
      file: ""
      sha256: f876208ee695c4b6643b65d8dccec68bdc71948a3825222bc113de5dfa4c595a
    - name: owner_classes_2025
      file: ""
      sha256: b7b5c50ccc0b150e1cdb22b88b8d75ca71a0a5f1ec1e05bd74c7577f99496b6c
    - name: owner_mix_2025
      file: ""
      sha256: "0389e6d513b4387e26bfe34cfbda46a2d48d9d9cb32c2bcaf9c37f098fb828b4"
    - name: owner_sizes_2023
      file: ""
      sha256: c2911563b46d9d10b033dc18858a67bc15a13ea39bc1b0ae7553eb1509e75f2d
    - name: price_index
      file: ""
      sha256: "364d081b2139f5833b691013ea43ec66f5967c6f51d7fd404e09f46a3ff2c1b6"
    - name: private_sizes_2025
      file: ""
      sha256: "5ee6d10f81d845a84ca299fb46f9237dae1a91c821cbc1b269c6682573b9996d"
    - name: regions
      file: ""
      sha256: "8b933deef2f8869534cb13d2037cb968971d57dc69c6a61ed4589852631c1e7a"
    - name: sector_totals_2025
      file: ""
      sha256: "05310ec7a4776860f7028acf825d36521d129fe355404c14623018bb57cc1efd"
    - name: targets
      file: ""
      sha256: "303e90d470968ca024c68c905c2d7df3e52bdca4698b5fc5239e247155492f20"
  pools: 1  # count
  places_per_pool: 10  # places
  homes_per_pool: 1  # count
  councils_per_pool: 1  # count
  groups_per_pool: 1  # count
  copies_apart_km: 0  # km
  only_region: ""
start_state:
  solve: true
  prehistory_days: 730  # days
  omega_initial: 4000  # £/week
  price_step: 0.5  # share
demand:
  level: 1  # ratio
  entries_per_day: 0  # per day
  mean_stay_days: 100  # days
  waiting_leave_ratio: 1  # ratio
  stay_short_share: {under_1: 0.02, from_1: 0.15, from_5: 0.02, from_10: 0.175, from_16: 0.115, uasc: 0.05}  # share
  stay_long_share: {under_1: 0.02, from_1: 0.26, from_5: 0.2, from_10: 0.45, from_16: 0.56, uasc: 0.56}  # share
  stay_short_days: 13  # days
  stay_medium_days: 525  # days
  entry_age_share: {under_1: 0.16, from_1: 0.15, from_5: 0.15, from_10: 0.26, from_16: 0.08, uasc: 0.2}  # share
  need_share_homes: {standard: 0.34, moderate: 0.36, complex: 0.23, acute: 0.07}  # share
  need_share_elsewhere: {standard: 0.74, moderate: 0.22, complex: 0.04, acute: 0}  # share
  age_share_homes: {under_1: 0, from_1: 0.01, from_5: 0.09, from_10: 0.58, from_16: 0.31, uasc: 0.01}  # share
  kinship_share: 0.24  # share
  secure_share: 0.011  # share
  unregistered_children: 669  # children
  plan_shape: {fostering: 0.56, kinship: 0.6, residential: 0.75, supported: 1.01, secure: 1, with_parents: 0.8, adoption: 1, other: 0.7}  # ratio
  plan_scale_days: {fostering: 760, kinship: 850, residential: 1500, supported: 255, secure: 90, with_parents: 500, adoption: 300, other: 160}  # days
  plan_stays_same: 0.55  # share
  status_only_share: 0.4  # share
  need_change_per_year: 0.08  # per year
  sibling_share: 0.15  # share
  hard_share: {standard: 0.06, moderate: 0.07, complex: 0.25, acute: 0.4}  # share
  hard_days: 320  # days
  thinning_headroom: 2  # ratio
search:
  retry: daily
  retry_days: 1  # days
  local_miles: 20  # miles
  local_miles_per_day: 3  # miles per day
  far_miles: 120  # miles
  far_share: 0.4  # share
  max_miles: 250  # miles
  distance_pounds_per_mile: 12  # £/week per mile
  far_distance_pounds_per_mile: 1  # £/week per mile
  days_before_crisis: 10  # days
  visible_share: 0.75  # share
  own_home_bonus: 2500  # £/week
  block_bonus: 0  # £/week
  framework_bonus: 300  # £/week
  grade_bonus: 100  # £/week per grade
offers:
  gate: {standard: 0.1, moderate: 0.09, complex: 0.065, acute: 0.045}  # share
  gate_own_council: 3.5  # ratio
  gate_own_home: 7  # ratio
  gate_hard: 0.003  # ratio
  taste_scale: 275  # £/week
  taste_mean: -600  # £/week
  mix_per_resident: 120  # £/week per resident
  ceiling_start: 1.6  # ratio
  ceiling_per_day: 0.1  # ratio per day
  accept_all: false
prices:
  alpha: 0.003  # per £/week
  bargaining: 0.5  # share
  wait_harm: 2500  # £/week
  crisis_harm: 6000  # £/week
  discount_per_year: 0.08  # per year
  smoothing_miles: 30  # miles
  pseudo_fills: 4  # fills
  step: 0.35  # share
  memory_weeks: 16  # weeks
  update_days: 28  # days
  share_shrink: 20  # referrals
  fixed: false
  fixed_fee: 5000  # £/week
  omega_shift: 0  # £/week
  omega_shift_share: 0.05  # share
  ask_max: 60000  # £/week
costs:
  home_fixed: 3100  # £/week
  staffed_place: 1750  # £/week
  variable: {standard: 300, moderate: 750, complex: 1700, acute: 5500}  # £/week
  earnings_elasticity: 0.6  # ratio
  earnings_base: 36000  # £/year
  property_yield: 0.065  # per year
  property_factor: 1.5  # ratio
  overhead_place: 420  # £/week per place
  overhead_place_large: 180  # £/week per place
  large_group_factor: 0.88  # ratio
  home_cost_sd: 0.09  # share
  own_home_factor: 1.15  # ratio
  staffed_share: 0.87  # share
  crisis_week: 10500  # £/week
  wait_week: 5000  # £/week
  brokerage_referral: 1200  # £ per referral
  tender_cost: 30000  # £ per lot
  fixed_week: {fostering: 0, kinship: 420, residential: 0, supported: 0, secure: 8500, with_parents: 120, adoption: 250, other: 2500}  # £/week
supply:
  frozen: false
  places_factor: 1  # ratio
  class_share: {general: 0.25, broad: 0.5, specialist: 0.25}  # share
  closure_per_year: {council: 0.045, private: 0.047, voluntary: 0.083}  # per year
  closure_loss_slope: 0.8  # per unit margin
  closure_inadequate: 4  # ratio
  closure_notice_days: 28  # days
  required_return: 0.1  # share
  entry_slope: 1.5  # per unit margin
  entry_slots_ratio: 4  # ratio
  founder_local_share: 0.8  # share
  build_days: 270  # days
  staff_scarcity: 0.5  # ratio
  new_home_places: 3.4  # places
  pass_through: 0.85  # share
  fill_up_days: 90  # days
  expansion_share: 0.45  # share
  transfer_share: 0.6  # share
  transfer_days: 60  # days
  debt_share: 2.5  # ratio
  interest_rate: 0.08  # per year
  cash_weeks: 10  # weeks
  fail_weeks: 40  # weeks
  council_build_per_year: 1  # ratio
  takeover_ratio: 1  # ratio
  covenant_cover: 2  # ratio
  covenant_cash_weeks: 4  # weeks
  covenant_staffing: 0.05  # share
  refinance_years: 6  # years
  refinance_multiple: 4  # ratio
  mergers_per_year: 0.005  # per year
fostering:
  own_filled: 0.6  # share
  vacant: 0.16  # share
  agency_share: 0.47  # share
  leave_per_year: 0.125  # per year
  approvals_ratio: 1  # ratio
  own_week: 560  # £/week
  agency_variable_week: 780  # £/week
  agency_alpha: 0.026  # per £/week
  agency_radius_miles: 20  # miles
  to_homes_share: 0.5  # share
  overhead_week: 70  # £/week per place
  suit: {standard: 0.06, moderate: 0.025, complex: 0.01, acute: 0.004}  # share
  scatter_miles: 5  # miles
supported:
  variable_week: 900  # £/week
  alpha: 0.03  # per £/week
  vacant: 0.12  # share
  radius_miles: 40  # miles
  adjust_per_year: 0.5  # per year
quality:
  grade_share: {outstanding: 0.14, good: 0.66, requires_improvement: 0.17, inadequate: 0.03}  # share
  inspections_per_year: 1  # per year
  grade_stays: 0.7  # share
  breakdown_per_year: 0.2  # per year
  breakdown_foster_per_year: 0.15  # per year
  breakdown_staffing: 1.5  # ratio
  breakdown_per_grade: 1.25  # ratio
  breakdown_per_30_miles: 1.1  # ratio
  breakdown_match: 1.3  # ratio
  staffing_elastic: 0.5  # ratio
blocks:
  reserved: false
  match_factor: 0.25  # share
  term_risk: 150  # £/week per bed
commissioning:
  forecast_cv: 0.2  # share
  forecast_shared: 0.3  # share
  framework_slope: 6  # per share of fee
  framework_switch_cost: 0.28  # share of fee
  framework_callof_worth: 0.06  # share of fee
  budget_growth: 0.02  # per year
  budget_base: 0.92  # ratio
  budget_response: 0  # ratio
instruments:
  - name: frameworks
    kind: framework
    from: ""
    to: ""
    enabled: true
    groups: []
    partition:
      method: region
      target_size: 10  # count
      participation: 1  # share
      seed: 1  # count
      file: ""
    discount: 0.02  # share
    uplift: -0.01  # per year
    term_years: 4  # years
    start_membership: 0.5  # share
    tender_cost_group: 6000  # £/year
  - name: todays_blocks
    kind: block
    from: ""
    to: ""
    enabled: true
    mode: share
    share: 0.03  # share
    price_ratio: 0.9  # ratio
    guarantee: 1  # share
    term_years: 5  # years
    acceptance: 3  # ratio
    catchment_miles: 30  # miles
    resale: false
    resale_price_ratio: 1  # ratio
  - name: north_cap
    kind: fee_cap
    from: 2026-04-01
    to: ""
    scope:
      councils: []
      regions: [North East, North West, Yorkshire and The Humber]
      settings: []
      needs: []
      contracts: []
      sectors: []
    enabled: true
    level: 6300  # £/week
    index_per_year: 0  # per year
    applies_to: new
    add_ons_share: 0.15  # share
    relabel_share: 0.05  # share
  - name: inflation
    kind: inflation
    from: ""
    to: ""
    enabled: true
    costs_per_year: 0.03  # per year
    real_costs_per_year: 0  # per year
record:
  metrics: []
  groups: []
  every: month
  history: false
��K
9fa7cb8e3218a43bscope=England�Kname: england
title: England as it buys today
description: "The baseline. Councils place most children one by one, use regional frameworks, and hold few block contracts."
start: 2025-04-01
years: 5  # years
seed: 1  # count
world:
  kind: england
  data: data
  tables:
    - name: adjacency
      file: ""
      sha256: "5698647bd70aa5f04bb375c8d9c7532a9fd860dc86afbcc0a9cebbccf451f64a"
    - name: councils
      file: ""
      sha256: "7775d39b1f6f92914d02fe18373148f6048566b47077a0f3db731f84db844b97"
    - name: home_sizes_2023
      file: ""
      sha256: e9a08827531a2e435361ebd01f1d9b70491fb884e4afc2f41f72d9c11c259c8c
    - name: national_assumptions
      file: ""
      sha256: "78d0ba782a93369107f5584617a16810e9c500d26ab10438476f061f6d7e8c90"
    - name: national_figures
      file: ""
      sha256: f876208ee695c4b6643b65d8dccec68bdc71948a3825222bc113de5dfa4c595a
    - name: owner_classes_2025
      file: ""
      sha256: b7b5c50ccc0b150e1cdb22b88b8d75ca71a0a5f1ec1e05bd74c7577f99496b6c
    - name: owner_mix_2025
      file: ""
      sha256: "0389e6d513b4387e26bfe34cfbda46a2d48d9d9cb32c2bcaf9c37f098fb828b4"
    - name: owner_sizes_2023
      file: ""
      sha256: c2911563b46d9d10b033dc18858a67bc15a13ea39bc1b0ae7553eb1509e75f2d
    - name: price_index
      file: ""
      sha256: "364d081b2139f5833b691013ea43ec66f5967c6f51d7fd404e09f46a3ff2c1b6"
    - name: private_sizes_2025
      file: ""
      sha256: "5ee6d10f81d845a84ca299fb46f9237dae1a91c821cbc1b269c6682573b9996d"
    - name: regions
      file: ""
      sha256: "8b933deef2f8869534cb13d2037cb968971d57dc69c6a61ed4589852631c1e7a"
    - name: sector_totals_2025
      file: ""
      sha256: "05310ec7a4776860f7028acf825d36521d129fe355404c14623018bb57cc1efd"
    - name: targets
      file: ""
      sha256: "303e90d470968ca024c68c905c2d7df3e52bdca4698b5fc5239e247155492f20"
  pools: 1  # count
  places_per_pool: 10  # places
  homes_per_pool: 1  # count
  councils_per_pool: 1  # count
  groups_per_pool: 1  # count
  copies_apart_km: 0  # km
  only_region: ""
start_state:
  solve: true
  prehistory_days: 730  # days
  omega_initial: 4000  # £/week
  price_step: 0.5  # share
demand:
  level: 1  # ratio
  entries_per_day: 0  # per day
  mean_stay_days: 100  # days
  waiting_leave_ratio: 1  # ratio
  stay_short_share: {under_1: 0.02, from_1: 0.15, from_5: 0.02, from_10: 0.175, from_16: 0.115, uasc: 0.05}  # share
  stay_long_share: {under_1: 0.02, from_1: 0.26, from_5: 0.2, from_10: 0.45, from_16: 0.56, uasc: 0.56}  # share
  stay_short_days: 13  # days
  stay_medium_days: 525  # days
  entry_age_share: {under_1: 0.16, from_1: 0.15, from_5: 0.15, from_10: 0.26, from_16: 0.08, uasc: 0.2}  # share
  need_share_homes: {standard: 0.34, moderate: 0.36, complex: 0.23, acute: 0.07}  # share
  need_share_elsewhere: {standard: 0.74, moderate: 0.22, complex: 0.04, acute: 0}  # share
  age_share_homes: {under_1: 0, from_1: 0.01, from_5: 0.09, from_10: 0.58, from_16: 0.31, uasc: 0.01}  # share
  kinship_share: 0.24  # share
  secure_share: 0.011  # share
  unregistered_children: 669  # children
  plan_shape: {fostering: 0.56, kinship: 0.6, residential: 0.75, supported: 1.01, secure: 1, with_parents: 0.8, adoption: 1, other: 0.7}  # ratio
  plan_scale_days: {fostering: 760, kinship: 850, residential: 1500, supported: 255, secure: 90, with_parents: 500, adoption: 300, other: 160}  # days
  plan_stays_same: 0.55  # share
  status_only_share: 0.4  # share
  need_change_per_year: 0.08  # per year
  sibling_share: 0.15  # share
  hard_share: {standard: 0.06, moderate: 0.07, complex: 0.25, acute: 0.4}  # share
  hard_days: 320  # days
  thinning_headroom: 2  # ratio
search:
  retry: daily
  retry_days: 1  # days
  local_miles: 20  # miles
  local_miles_per_day: 3  # miles per day
  far_miles: 120  # miles
  far_share: 0.4  # share
  max_miles: 250  # miles
  distance_pounds_per_mile: 12  # £/week per mile
  far_distance_pounds_per_mile: 1  # £/week per mile
  days_before_crisis: 10  # days
  visible_share: 0.75  # share
  own_home_bonus: 2500  # £/week
  block_bonus: 0  # £/week
  framework_bonus: 300  # £/week
  grade_bonus: 100  # £/week per grade
offers:
  gate: {standard: 0.1, moderate: 0.09, complex: 0.065, acute: 0.045}  # share
  gate_own_council: 3.5  # ratio
  gate_own_home: 7  # ratio
  gate_hard: 0.003  # ratio
  taste_scale: 275  # £/week
  taste_mean: -600  # £/week
  mix_per_resident: 120  # £/week per resident
  ceiling_start: 1.6  # ratio
  ceiling_per_day: 0.1  # ratio per day
  accept_all: false
prices:
  alpha: 0.003  # per £/week
  bargaining: 0.5  # share
  wait_harm: 2500  # £/week
  crisis_harm: 6000  # £/week
  discount_per_year: 0.08  # per year
  smoothing_miles: 30  # miles
  pseudo_fills: 4  # fills
  step: 0.35  # share
  memory_weeks: 16  # weeks
  update_days: 28  # days
  share_shrink: 20  # referrals
  fixed: false
  fixed_fee: 5000  # £/week
  omega_shift: 0  # £/week
  omega_shift_share: 0.05  # share
  ask_max: 60000  # £/week
costs:
  home_fixed: 3100  # £/week
  staffed_place: 1750  # £/week
  variable: {standard: 300, moderate: 750, complex: 1700, acute: 5500}  # £/week
  earnings_elasticity: 0.6  # ratio
  earnings_base: 36000  # £/year
  property_yield: 0.065  # per year
  property_factor: 1.5  # ratio
  overhead_place: 420  # £/week per place
  overhead_place_large: 180  # £/week per place
  large_group_factor: 0.88  # ratio
  home_cost_sd: 0.09  # share
  own_home_factor: 1.15  # ratio
  staffed_share: 0.87  # share
  crisis_week: 10500  # £/week
  wait_week: 5000  # £/week
  brokerage_referral: 1200  # £ per referral
  tender_cost: 30000  # £ per lot
  fixed_week: {fostering: 0, kinship: 420, residential: 0, supported: 0, secure: 8500, with_parents: 120, adoption: 250, other: 2500}  # £/week
supply:
  frozen: false
  places_factor: 1  # ratio
  class_share: {general: 0.25, broad: 0.5, specialist: 0.25}  # share
  closure_per_year: {council: 0.045, private: 0.047, voluntary: 0.083}  # per year
  closure_loss_slope: 0.8  # per unit margin
  closure_inadequate: 4  # ratio
  closure_notice_days: 28  # days
  required_return: 0.1  # share
  entry_slope: 1.5  # per unit margin
  entry_slots_ratio: 4  # ratio
  founder_local_share: 0.8  # share
  build_days: 270  # days
  staff_scarcity: 0.5  # ratio
  new_home_places: 3.4  # places
  pass_through: 0.85  # share
  fill_up_days: 90  # days
  expansion_share: 0.45  # share
  transfer_share: 0.6  # share
  transfer_days: 60  # days
  debt_share: 2.5  # ratio
  interest_rate: 0.08  # per year
  cash_weeks: 10  # weeks
  fail_weeks: 40  # weeks
  council_build_per_year: 1  # ratio
  takeover_ratio: 1  # ratio
  covenant_cover: 2  # ratio
  covenant_cash_weeks: 4  # weeks
  covenant_staffing: 0.05  # share
  refinance_years: 6  # years
  refinance_multiple: 4  # ratio
  mergers_per_year: 0.005  # per year
fostering:
  own_filled: 0.6  # share
  vacant: 0.16  # share
  agency_share: 0.47  # share
  leave_per_year: 0.125  # per year
  approvals_ratio: 1  # ratio
  own_week: 560  # £/week
  agency_variable_week: 780  # £/week
  agency_alpha: 0.026  # per £/week
  agency_radius_miles: 20  # miles
  to_homes_share: 0.5  # share
  overhead_week: 70  # £/week per place
  suit: {standard: 0.06, moderate: 0.025, complex: 0.01, acute: 0.004}  # share
  scatter_miles: 5  # miles
supported:
  variable_week: 900  # £/week
  alpha: 0.03  # per £/week
  vacant: 0.12  # share
  radius_miles: 40  # miles
  adjust_per_year: 0.5  # per year
quality:
  grade_share: {outstanding: 0.14, good: 0.66, requires_improvement: 0.17, inadequate: 0.03}  # share
  inspections_per_year: 1  # per year
  grade_stays: 0.7  # share
  breakdown_per_year: 0.2  # per year
  breakdown_foster_per_year: 0.15  # per year
  breakdown_staffing: 1.5  # ratio
  breakdown_per_grade: 1.25  # ratio
  breakdown_per_30_miles: 1.1  # ratio
  breakdown_match: 1.3  # ratio
  staffing_elastic: 0.5  # ratio
blocks:
  reserved: false
  match_factor: 0.25  # share
  term_risk: 150  # £/week per bed
commissioning:
  forecast_cv: 0.2  # share
  forecast_shared: 0.3  # share
  framework_slope: 6  # per share of fee
  framework_switch_cost: 0.28  # share of fee
  framework_callof_worth: 0.06  # share of fee
  budget_growth: 0.02  # per year
  budget_base: 0.92  # ratio
  budget_response: 0  # ratio
instruments:
  - name: frameworks
    kind: framework
    from: ""
    to: ""
    enabled: true
    groups: []
    partition:
      method: region
      target_size: 10  # count
      participation: 1  # share
      seed: 1  # count
      file: ""
    discount: 0.02  # share
    uplift: -0.01  # per year
    term_years: 4  # years
    start_membership: 0.5  # share
    tender_cost_group: 6000  # £/year
  - name: todays_blocks
    kind: block
    from: ""
    to: ""
    enabled: true
    mode: share
    share: 0.03  # share
    price_ratio: 0.9  # ratio
    guarantee: 1  # share
    term_years: 5  # years
    acceptance: 3  # ratio
    catchment_miles: 30  # miles
    resale: false
    resale_price_ratio: 1  # ratio
  - name: north_cap
    kind: fee_cap
    from: 2026-04-01
    to: ""
    scope:
      councils: []
      regions: []
      settings: []
      needs: []
      contracts: []
      sectors: []
    enabled: true
    level: 6300  # £/week
    index_per_year: 0  # per year
    applies_to: new
    add_ons_share: 0.15  # share
    relabel_share: 0.05  # share
  - name: inflation
    kind: inflation
    from: ""
    to: ""
    enabled: true
    costs_per_year: 0.03  # per year
    real_costs_per_year: 0  # per year
record:
  metrics: []
  groups: []
  every: month
  history: false
��K
de7c0137cc48a8ecscope=private providers�Kname: england
title: England as it buys today
description: "The baseline. Councils place most children one by one, use regional frameworks, and hold few block contracts."
start: 2025-04-01
years: 5  # years
seed: 1  # count
world:
  kind: england
  data: data
  tables:
    - name: adjacency
      file: ""
      sha256: "5698647bd70aa5f04bb375c8d9c7532a9fd860dc86afbcc0a9cebbccf451f64a"
    - name: councils
      file: ""
      sha256: "7775d39b1f6f92914d02fe18373148f6048566b47077a0f3db731f84db844b97"
    - name: home_sizes_2023
      file: ""
      sha256: e9a08827531a2e435361ebd01f1d9b70491fb884e4afc2f41f72d9c11c259c8c
    - name: national_assumptions
      file: ""
      sha256: "78d0ba782a93369107f5584617a16810e9c500d26ab10438476f061f6d7e8c90"
    - name: national_figures
      file: ""
      sha256: f876208ee695c4b6643b65d8dccec68bdc71948a3825222bc113de5dfa4c595a
    - name: owner_classes_2025
      file: ""
      sha256: b7b5c50ccc0b150e1cdb22b88b8d75ca71a0a5f1ec1e05bd74c7577f99496b6c
    - name: owner_mix_2025
      file: ""
      sha256: "0389e6d513b4387e26bfe34cfbda46a2d48d9d9cb32c2bcaf9c37f098fb828b4"
    - name: owner_sizes_2023
      file: ""
      sha256: c2911563b46d9d10b033dc18858a67bc15a13ea39bc1b0ae7553eb1509e75f2d
    - name: price_index
      file: ""
      sha256: "364d081b2139f5833b691013ea43ec66f5967c6f51d7fd404e09f46a3ff2c1b6"
    - name: private_sizes_2025
      file: ""
      sha256: "5ee6d10f81d845a84ca299fb46f9237dae1a91c821cbc1b269c6682573b9996d"
    - name: regions
      file: ""
      sha256: "8b933deef2f8869534cb13d2037cb968971d57dc69c6a61ed4589852631c1e7a"
    - name: sector_totals_2025
      file: ""
      sha256: "05310ec7a4776860f7028acf825d36521d129fe355404c14623018bb57cc1efd"
    - name: targets
      file: ""
      sha256: "303e90d470968ca024c68c905c2d7df3e52bdca4698b5fc5239e247155492f20"
  pools: 1  # count
  places_per_pool: 10  # places
  homes_per_pool: 1  # count
  councils_per_pool: 1  # count
  groups_per_pool: 1  # count
  copies_apart_km: 0  # km
  only_region: ""
start_state:
  solve: true
  prehistory_days: 730  # days
  omega_initial: 4000  # £/week
  price_step: 0.5  # share
demand:
  level: 1  # ratio
  entries_per_day: 0  # per day
  mean_stay_days: 100  # days
  waiting_leave_ratio: 1  # ratio
  stay_short_share: {under_1: 0.02, from_1: 0.15, from_5: 0.02, from_10: 0.175, from_16: 0.115, uasc: 0.05}  # share
  stay_long_share: {under_1: 0.02, from_1: 0.26, from_5: 0.2, from_10: 0.45, from_16: 0.56, uasc: 0.56}  # share
  stay_short_days: 13  # days
  stay_medium_days: 525  # days
  entry_age_share: {under_1: 0.16, from_1: 0.15, from_5: 0.15, from_10: 0.26, from_16: 0.08, uasc: 0.2}  # share
  need_share_homes: {standard: 0.34, moderate: 0.36, complex: 0.23, acute: 0.07}  # share
  need_share_elsewhere: {standard: 0.74, moderate: 0.22, complex: 0.04, acute: 0}  # share
  age_share_homes: {under_1: 0, from_1: 0.01, from_5: 0.09, from_10: 0.58, from_16: 0.31, uasc: 0.01}  # share
  kinship_share: 0.24  # share
  secure_share: 0.011  # share
  unregistered_children: 669  # children
  plan_shape: {fostering: 0.56, kinship: 0.6, residential: 0.75, supported: 1.01, secure: 1, with_parents: 0.8, adoption: 1, other: 0.7}  # ratio
  plan_scale_days: {fostering: 760, kinship: 850, residential: 1500, supported: 255, secure: 90, with_parents: 500, adoption: 300, other: 160}  # days
  plan_stays_same: 0.55  # share
  status_only_share: 0.4  # share
  need_change_per_year: 0.08  # per year
  sibling_share: 0.15  # share
  hard_share: {standard: 0.06, moderate: 0.07, complex: 0.25, acute: 0.4}  # share
  hard_days: 320  # days
  thinning_headroom: 2  # ratio
search:
  retry: daily
  retry_days: 1  # days
  local_miles: 20  # miles
  local_miles_per_day: 3  # miles per day
  far_miles: 120  # miles
  far_share: 0.4  # share
  max_miles: 250  # miles
  distance_pounds_per_mile: 12  # £/week per mile
  far_distance_pounds_per_mile: 1  # £/week per mile
  days_before_crisis: 10  # days
  visible_share: 0.75  # share
  own_home_bonus: 2500  # £/week
  block_bonus: 0  # £/week
  framework_bonus: 300  # £/week
  grade_bonus: 100  # £/week per grade
offers:
  gate: {standard: 0.1, moderate: 0.09, complex: 0.065, acute: 0.045}  # share
  gate_own_council: 3.5  # ratio
  gate_own_home: 7  # ratio
  gate_hard: 0.003  # ratio
  taste_scale: 275  # £/week
  taste_mean: -600  # £/week
  mix_per_resident: 120  # £/week per resident
  ceiling_start: 1.6  # ratio
  ceiling_per_day: 0.1  # ratio per day
  accept_all: false
prices:
  alpha: 0.003  # per £/week
  bargaining: 0.5  # share
  wait_harm: 2500  # £/week
  crisis_harm: 6000  # £/week
  discount_per_year: 0.08  # per year
  smoothing_miles: 30  # miles
  pseudo_fills: 4  # fills
  step: 0.35  # share
  memory_weeks: 16  # weeks
  update_days: 28  # days
  share_shrink: 20  # referrals
  fixed: false
  fixed_fee: 5000  # £/week
  omega_shift: 0  # £/week
  omega_shift_share: 0.05  # share
  ask_max: 60000  # £/week
costs:
  home_fixed: 3100  # £/week
  staffed_place: 1750  # £/week
  variable: {standard: 300, moderate: 750, complex: 1700, acute: 5500}  # £/week
  earnings_elasticity: 0.6  # ratio
  earnings_base: 36000  # £/year
  property_yield: 0.065  # per year
  property_factor: 1.5  # ratio
  overhead_place: 420  # £/week per place
  overhead_place_large: 180  # £/week per place
  large_group_factor: 0.88  # ratio
  home_cost_sd: 0.09  # share
  own_home_factor: 1.15  # ratio
  staffed_share: 0.87  # share
  crisis_week: 10500  # £/week
  wait_week: 5000  # £/week
  brokerage_referral: 1200  # £ per referral
  tender_cost: 30000  # £ per lot
  fixed_week: {fostering: 0, kinship: 420, residential: 0, supported: 0, secure: 8500, with_parents: 120, adoption: 250, other: 2500}  # £/week
supply:
  frozen: false
  places_factor: 1  # ratio
  class_share: {general: 0.25, broad: 0.5, specialist: 0.25}  # share
  closure_per_year: {council: 0.045, private: 0.047, voluntary: 0.083}  # per year
  closure_loss_slope: 0.8  # per unit margin
  closure_inadequate: 4  # ratio
  closure_notice_days: 28  # days
  required_return: 0.1  # share
  entry_slope: 1.5  # per unit margin
  entry_slots_ratio: 4  # ratio
  founder_local_share: 0.8  # share
  build_days: 270  # days
  staff_scarcity: 0.5  # ratio
  new_home_places: 3.4  # places
  pass_through: 0.85  # share
  fill_up_days: 90  # days
  expansion_share: 0.45  # share
  transfer_share: 0.6  # share
  transfer_days: 60  # days
  debt_share: 2.5  # ratio
  interest_rate: 0.08  # per year
  cash_weeks: 10  # weeks
  fail_weeks: 40  # weeks
  council_build_per_year: 1  # ratio
  takeover_ratio: 1  # ratio
  covenant_cover: 2  # ratio
  covenant_cash_weeks: 4  # weeks
  covenant_staffing: 0.05  # share
  refinance_years: 6  # years
  refinance_multiple: 4  # ratio
  mergers_per_year: 0.005  # per year
fostering:
  own_filled: 0.6  # share
  vacant: 0.16  # share
  agency_share: 0.47  # share
  leave_per_year: 0.125  # per year
  approvals_ratio: 1  # ratio
  own_week: 560  # £/week
  agency_variable_week: 780  # £/week
  agency_alpha: 0.026  # per £/week
  agency_radius_miles: 20  # miles
  to_homes_share: 0.5  # share
  overhead_week: 70  # £/week per place
  suit: {standard: 0.06, moderate: 0.025, complex: 0.01, acute: 0.004}  # share
  scatter_miles: 5  # miles
supported:
  variable_week: 900  # £/week
  alpha: 0.03  # per £/week
  vacant: 0.12  # share
  radius_miles: 40  # miles
  adjust_per_year: 0.5  # per year
quality:
  grade_share: {outstanding: 0.14, good: 0.66, requires_improvement: 0.17, inadequate: 0.03}  # share
  inspections_per_year: 1  # per year
  grade_stays: 0.7  # share
  breakdown_per_year: 0.2  # per year
  breakdown_foster_per_year: 0.15  # per year
  breakdown_staffing: 1.5  # ratio
  breakdown_per_grade: 1.25  # ratio
  breakdown_per_30_miles: 1.1  # ratio
  breakdown_match: 1.3  # ratio
  staffing_elastic: 0.5  # ratio
blocks:
  reserved: false
  match_factor: 0.25  # share
  term_risk: 150  # £/week per bed
commissioning:
  forecast_cv: 0.2  # share
  forecast_shared: 0.3  # share
  framework_slope: 6  # per share of fee
  framework_switch_cost: 0.28  # share of fee
  framework_callof_worth: 0.06  # share of fee
  budget_growth: 0.02  # per year
  budget_base: 0.92  # ratio
  budget_response: 0  # ratio
instruments:
  - name: frameworks
    kind: framework
    from: ""
    to: ""
    enabled: true
    groups: []
    partition:
      method: region
      target_size: 10  # count
      participation: 1  # share
      seed: 1  # count
      file: ""
    discount: 0.02  # share
    uplift: -0.01  # per year
    term_years: 4  # years
    start_membership: 0.5  # share
    tender_cost_group: 6000  # £/year
  - name: todays_blocks
    kind: block
    from: ""
    to: ""
    enabled: true
    mode: share
    share: 0.03  # share
    price_ratio: 0.9  # ratio
    guarantee: 1  # share
    term_years: 5  # years
    acceptance: 3  # ratio
    catchment_miles: 30  # miles
    resale: false
    resale_price_ratio: 1  # ratio
  - name: north_cap
    kind: fee_cap
    from: 2026-04-01
    to: ""
    scope:
      councils: []
      regions: []
      settings: []
      needs: []
      contracts: []
      sectors: [private]
    enabled: true
    level: 6300  # £/week
    index_per_year: 0  # per year
    applies_to: new
    add_ons_share: 0.15  # share
    relabel_share: 0.05  # share
  - name: inflation
    kind: inflation
    from: ""
    to: ""
    enabled: true
    costs_per_year: 0.03  # per year
    real_costs_per_year: 0  # per year
record:
  metrics: []
  groups: []
  every: month
  history: false
�	fee_index�fee_weekly_mean_starts�fee_weekly_mean_stock�all_in_cost_per_sufficient_week�operating_margin�loss_making_share�sufficiency_rate_20mi�spend_total�crisis_children�days_waiting_mean�
homes_open�homes_closed�england�year