5a64279ff078dcd70.1.0rcc-size"?How large an RCC, how many block beds, how many members (small)*‡Every combination of three sizes, three block shares and two rates of participation, five years of England each, the last year counted.2­
experiment: rcc-size
title: "How large an RCC, how many block beds, how many members (small)"
description: "Every combination of three sizes, three block shares and two rates of participation, five years of England each, the last year counted."
base: "../../../scenarios/england.yaml"
policies: ["../../../scenarios/policies/regional-block.yaml"]
set: ["years=5"]
replicates: 2
design:
  type: grid
  samples: 0
  levels: 4
  seed: 1
  file: ""
factors:
  - path: "instruments[rcc].partition.target_size"
    name: councils in an RCC
    values: ["1", "10", "40"]
    range: []
    levels: 0
    scale: linear
    role: auto
    options: []
  - path: "instruments[regional_block].share"
    name: block share
    values: ["0.03", "0.2", "0.4"]
    range: []
    levels: 0
    scale: linear
    role: auto
    options: []
  - path: "instruments[rcc].partition.participation"
    name: participation
    values: ["0.5", "1"]
    range: []
    levels: 0
    scale: linear
    role: auto
    options: []
draws: 0
ensemble: ""
metrics: [fee_index, fee_weekly_mean_starts, fee_weekly_mean_stock, operating_margin, all_in_cost_per_sufficient_week, sufficiency_rate_20mi, spend_total, void_spend, block_cost_per_used_week, crisis_children, days_waiting_mean, homes_open]
on_failure: keep-going
record:
  groups: [none]
  every: year
:45ed880c421b7ba0@HRgridZ
keep-goingbm
councils in an RCC&instruments[rcc].partition.target_sizecount"Councils in a group(21210240Jlinearbd
block share!instruments[regional_block].shareshare"Share of placements20.0320.220.4Jlinearb_
participation(instruments[rcc].partition.participationshare"Participation20.521Jlinearj 
f34a985629c8a328(instruments[rcc].partition.target_size=1&instruments[regional_block].share=0.03,instruments[rcc].partition.participation=0.5"1"0.03"0.5jp
7667dab0b82eaf87(instruments[rcc].partition.target_size=1&instruments[regional_block].share=0.03"1"0.03"1jw
a7074a48e44a3874(instruments[rcc].partition.target_size=1,instruments[rcc].partition.participation=0.5"1"0.2"0.5jG
4abb4064f06ce0d3(instruments[rcc].partition.target_size=1"1"0.2"1jž
aa19a89120eb8397(instruments[rcc].partition.target_size=1%instruments[regional_block].share=0.4,instruments[rcc].partition.participation=0.5"1"0.4"0.5jn
05b271c2126122fc(instruments[rcc].partition.target_size=1%instruments[regional_block].share=0.4"1"0.4"1jw
9d8e441f3c7db903&instruments[regional_block].share=0.03,instruments[rcc].partition.participation=0.5"10"0.03"0.5jG
0f60b4c094f5cca7&instruments[regional_block].share=0.03"10"0.03"1jN
545f316514472a8a,instruments[rcc].partition.participation=0.5"10"0.2"0.5j
354868423f93e67b"10"0.2"1ju
410701d389704a58%instruments[regional_block].share=0.4,instruments[rcc].partition.participation=0.5"10"0.4"0.5jE
e38cb27ff1919faf%instruments[regional_block].share=0.4"10"0.4"1j¢
d68149134a360881)instruments[rcc].partition.target_size=40&instruments[regional_block].share=0.03,instruments[rcc].partition.participation=0.5"40"0.03"0.5jr
7ad33edb06c84527)instruments[rcc].partition.target_size=40&instruments[regional_block].share=0.03"40"0.03"1jy
0d930badc9cd0cf0)instruments[rcc].partition.target_size=40,instruments[rcc].partition.participation=0.5"40"0.2"0.5jI
955c502e6d00d2de)instruments[rcc].partition.target_size=40"40"0.2"1j 
67e7bc0385016c34)instruments[rcc].partition.target_size=40%instruments[regional_block].share=0.4,instruments[rcc].partition.participation=0.5"40"0.4"0.5jp
446a78e87b51f8e9)instruments[rcc].partition.target_size=40%instruments[regional_block].share=0.4"40"0.4"1r r r r r r r r r r		 r

 r r r r r r r Š’N
9cc84c4146ad3dc7ýMname: england
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
  omega_initial: 4000  # Â£/week
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
  distance_pounds_per_mile: 12  # Â£/week per mile
  far_distance_pounds_per_mile: 1  # Â£/week per mile
  days_before_crisis: 10  # days
  visible_share: 0.75  # share
  own_home_bonus: 2500  # Â£/week
  block_bonus: 0  # Â£/week
  framework_bonus: 300  # Â£/week
  grade_bonus: 100  # Â£/week per grade
offers:
  gate: {standard: 0.1, moderate: 0.09, complex: 0.065, acute: 0.045}  # share
  gate_own_council: 3.5  # ratio
  gate_own_home: 7  # ratio
  gate_hard: 0.003  # ratio
  taste_scale: 275  # Â£/week
  taste_mean: -600  # Â£/week
  mix_per_resident: 120  # Â£/week per resident
  ceiling_start: 1.6  # ratio
  ceiling_per_day: 0.1  # ratio per day
  accept_all: false
prices:
  alpha: 0.003  # per Â£/week
  bargaining: 0.5  # share
  wait_harm: 2500  # Â£/week
  crisis_harm: 6000  # Â£/week
  discount_per_year: 0.08  # per year
  smoothing_miles: 30  # miles
  pseudo_fills: 4  # fills
  step: 0.35  # share
  memory_weeks: 16  # weeks
  update_days: 28  # days
  share_shrink: 20  # referrals
  fixed: false
  fixed_fee: 5000  # Â£/week
  omega_shift: 0  # Â£/week
  omega_shift_share: 0.05  # share
  ask_max: 60000  # Â£/week
costs:
  home_fixed: 3100  # Â£/week
  staffed_place: 1750  # Â£/week
  variable: {standard: 300, moderate: 750, complex: 1700, acute: 5500}  # Â£/week
  earnings_elasticity: 0.6  # ratio
  earnings_base: 36000  # Â£/year
  property_yield: 0.065  # per year
  property_factor: 1.5  # ratio
  overhead_place: 420  # Â£/week per place
  overhead_place_large: 180  # Â£/week per place
  large_group_factor: 0.88  # ratio
  home_cost_sd: 0.09  # share
  own_home_factor: 1.15  # ratio
  staffed_share: 0.87  # share
  crisis_week: 10500  # Â£/week
  wait_week: 5000  # Â£/week
  brokerage_referral: 1200  # Â£ per referral
  tender_cost: 30000  # Â£ per lot
  fixed_week: {fostering: 0, kinship: 420, residential: 0, supported: 0, secure: 8500, with_parents: 120, adoption: 250, other: 2500}  # Â£/week
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
  own_week: 560  # Â£/week
  agency_variable_week: 780  # Â£/week
  agency_alpha: 0.026  # per Â£/week
  agency_radius_miles: 20  # miles
  to_homes_share: 0.5  # share
  overhead_week: 70  # Â£/week per place
  suit: {standard: 0.06, moderate: 0.025, complex: 0.01, acute: 0.004}  # share
  scatter_miles: 5  # miles
supported:
  variable_week: 900  # Â£/week
  alpha: 0.03  # per Â£/week
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
  term_risk: 150  # Â£/week per bed
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
    tender_cost_group: 6000  # Â£/year
  - name: todays_blocks
    kind: block
    from: ""
    to: 2026-04-01
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
  - name: rcc
    kind: rcc
    from: 2026-04-01
    to: ""
    enabled: true
    groups: []
    partition:
      method: nearest
      target_size: 10  # count
      participation: 1  # share
      seed: 1  # count
      file: ""
    functions: [search, framework, block]
    settings: [residential]
    setup_cost: 1950000  # Â£ per group
    running_cost: 900000  # Â£ per group and year
    brokerage_saving: 0.15  # share
    distance_limit_miles: 40  # miles
    leverage: 1  # share
    ramp_days: 180  # days
  - name: regional_block
    kind: block
    from: 2026-04-01
    to: ""
    enabled: true
    mode: share
    share: 0.2  # share
    price_ratio: 0.9  # ratio
    guarantee: 1  # share
    term_years: 5  # years
    acceptance: 3  # ratio
    catchment_miles: 30  # miles
    resale: false
    resale_price_ratio: 1  # ratio
record:
  metrics: []
  groups: []
  every: month
  history: false
’	fee_index’fee_weekly_mean_starts’fee_weekly_mean_stock’all_in_cost_per_sufficient_week’operating_margin’sufficiency_rate_20mi’spend_total’crisis_children’days_waiting_mean’
void_spend’block_cost_per_used_week’
homes_openšengland¢year