#!/usr/bin/env bash
# The rooms that make results use our own random numbers and mathematics, never an unordered order, a clock or the environment.
. tests/contract/lint/common.bash
mapfile -t files < <(sources sim/engine sim/world sim/market sim/behaviours sim/instruments)
maths='exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|erf|erfc|tgamma|lgamma|fma'
forbid '#[[:space:]]*include[[:space:]]*<random>' 'draw from engine/random.hpp: std distributions differ between libraries' "${files[@]}"
forbid "(std|__builtin_)::?($maths)f?[[:space:]]*\\(" 'use engine/det_math.hpp: libm differs between processors' "${files[@]}"
mapfile -t users < <(printf '%s\n' "${files[@]}" | grep -v '/det_math\.' || true)
forbid "(^|[^A-Za-z0-9_:.>])($maths)f?[[:space:]]*\\(" 'use engine/det_math.hpp (write det::…): libm differs between processors' "${users[@]}"
forbid 'unordered_(multi)?(map|set)' 'order must not depend on a hash table: use a sorted vector or std::map' "${files[@]}"
forbid 'std::(random_device|mt19937|rand)|[^_a-z]rand\(|std::(random_)?shuffle' 'draw from engine/random.hpp' "${files[@]}"
forbid '(system|steady|high_resolution)_clock|[^_a-z]time\((NULL|nullptr|0)\)|getenv' 'results may not depend on the clock or the environment' "${files[@]}"
forbid 'std::execution::|std::reduce|std::transform_reduce' 'reductions are ordered' "${files[@]}"
forbid 'long double' 'long double is not the same everywhere' "${files[@]}"
finish "${#files[@]} files"
