#!/usr/bin/env bash
# comparison_runs.sh CAREPOOL DIR: a small comparison and a small experiment, for the pages that the browser tests open.
set -euo pipefail
carepool=$1 dir=$2
rm -rf "$dir"
mkdir -p "$dir"
small=(--set "world.only_region=North East" --set years=2 --set start_state.prehistory_days=120)
"$carepool" compare scenarios/england.yaml "${small[@]}" --policy scenarios/policies/rcc.yaml --policy scenarios/policies/fee-cap.yaml \
  --replicates 6 --threads 2 --leverage-off --quiet --out "$dir/compare" >/dev/null
cat >"$dir/experiment.yaml" <<YAML
experiment: cap-or-rcc
title: Cap or co-operative?
description: A fee cap and a co-operative against demand and reach of search, in the North East.
base: $PWD/scenarios/england.yaml
set: ["world.only_region=North East", "years=2", "start_state.prehistory_days=120"]
replicates: 2
metrics: [fee_weekly_mean_starts, sufficiency_rate_20mi, crisis_children]
design: {type: grid}
factors:
  - name: policy
    options:
      - {name: as today}
      - {name: fee cap, policies: ["$PWD/scenarios/policies/fee-cap.yaml"]}
      - {name: co-operative, policies: ["$PWD/scenarios/policies/rcc.yaml"]}
  - {path: demand.level, name: demand, values: [0.9, 1, 1.1]}
  - {path: search.max_miles, name: furthest search, values: [150, 250]}
YAML
"$carepool" sweep "$dir/experiment.yaml" --out "$dir/sweep" --threads 2 --quiet >/dev/null
"$carepool" collect "$dir/sweep" >/dev/null
"$carepool" analyse "$dir/sweep" >/dev/null

# Many factors with long names, sampled for Sobol indices, in a market of pools: labels that must not run into each other.
cat >"$dir/many.yaml" <<YAML
experiment: many-factors
title: Many factors
description: Seven factors with long names and small or large numbers, in a market of pools.
base: $PWD/tests/support/scenarios/pools.yaml
set: [years=2, start=2025-04-01]
replicates: 2
metrics: [fee_index, referrals]
design: {type: saltelli, samples: 8}
factors:
  - {path: demand.level, name: "times the entries of the year before the first day", range: [0.8, 1.2]}
  - {path: demand.mean_stay_days, name: "mean stay of a child in a home, in days, as a council counts them", range: [60, 140]}
  - {path: search.visible_share, range: [0.4, 1]}
  - {path: prices.alpha, range: [0.003, 0.006]}
  - {path: prices.bargaining, range: [0.35, 0.5]}
  - {path: prices.crisis_harm, range: [3000, 6000]}
  - {path: commissioning.forecast_cv, range: [0.05, 0.4]}
YAML
"$carepool" sweep "$dir/many.yaml" --out "$dir/many" --threads 2 --quiet >/dev/null
"$carepool" analyse "$dir/many" >/dev/null
