#!/usr/bin/env bash
# stationarity.sh - does England drift when nothing is done? Forty seeds, ten years, no dated change: the slope of a straight line through the
# monthly values, as a share of their mean, over seeds: mean, standard error, 95 % interval (Student's t), and whether it lies within ±0.5 % a year.
# Of shares and margins also in points, where half a point of a small share is much and of a margin is little.
#   bash tests/bench/stationarity.sh [SEEDS]   writes results/studies/stationarity/{slopes,table}.csv
# CAREPOOL_BUILD names the build folder (default build/release).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=${CAREPOOL_BUILD:-build/release}
seeds=${1:-40}
out=results/studies/stationarity
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$out"

export build scratch
one_seed() {
  "$build/carepool" run scenarios/england.yaml --seed "$1" --threads 1 --quiet --out "$scratch/$1" --set record.every=month \
    --set 'record.metrics=[children_in_care, places_registered, fee_index, operating_margin, contract_share]' --set 'record.groups=[contract]' >/dev/null
  # columns of series.csv: run,date,metric,unit,council,region,rcc,sector,setting,need,contract,size,value
  awk -F, -v seed="$1" '
    NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at["council"] == "" && $at["region"] == "" && ($at["contract"] == "" || $at["metric"] == "contract_share") {
      k = $at["metric"] ($at["contract"] == "" ? "" : " " $at["contract"]); y = $at["value"] + 0; t = n[k]++
      st[k] += t; sy[k] += y; stt[k] += t * t; sty[k] += t * y
    }
    END { for (k in n) { m = n[k]; if (sy[k] != 0) printf "%s,%s,%d,%.8f,%.8f\n", k, seed, m, sy[k] / m, 12 * (m * sty[k] - st[k] * sy[k]) / (m * stt[k] - st[k] * st[k]) / (sy[k] / m) } }
  ' "$scratch/$1/series.csv" >"$scratch/$1.slopes"
  rm -rf "${scratch:?}/$1"
}
export -f one_seed
seq 1 "$seeds" | xargs -P "$(nproc)" -I{} bash -c 'one_seed {}'
{ echo "measure,seed,months,mean,slope_per_year"; sort -t, -k1,1 -k2,2n "$scratch"/*.slopes; } >"$out/slopes.csv"
awk -F, '
  function student(df) { split("12.706 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131 2.120 2.110 2.101 2.093", t, " "); return df <= 19 ? t[df] : 1.96 + 2.5 / df }
  function within(low, high) { return low > -0.005 && high < 0.005 ? "yes" : "no" }
  NR == 1 { print "measure,seeds,mean,slope_per_year,standard_error,low,high,within_half_a_percent,points_low,points_high,within_half_a_point"; next }
  $1 != last { if (last != "") tell(); last = $1; n = s = ss = level = 0 }
  { ++n; s += $5; ss += $5 * $5; level += $4 }
  function tell(  m, se, half) { m = s / n; se = n > 1 ? sqrt((ss - n * m * m) / (n - 1) / n) : 0; half = n > 1 ? student(n - 1) * se : 0; level /= n
    printf "%s,%d,%.5g,%.5f,%.5f,%.5f,%.5f,%s", last, n, level, m, se, m - half, m + half, within(m - half, m + half)
    if (last ~ /margin|share/) printf ",%.3f,%.3f,%s\n", 100 * level * (m - half), 100 * level * (m + half), within(level * (m - half), level * (m + half))
    else print ",,," }
  END { tell() }
' "$out/slopes.csv" >"$out/table.csv"
cat "$out/table.csv"
