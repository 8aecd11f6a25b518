// How far apart colours are for people who see all of them and for those who don't: simulated as Machado, Oliveira and Fernandes (2009) do it,
// measured as a distance in CIELAB (1976). Below about 5 two patches side by side look alike.
const SIGHT = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);

// "#0b5fa5" or "rgb(11, 95, 165)".
function rgb(colour) {
  const parts = colour.startsWith("#") ? [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)) : colour.match(/\d+/g).slice(0, 3).map(Number);
  return parts.map((c) => linear(c / 255));
}

function lab([r, g, b]) {
  const f = (t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

// The two that are nearest, for each kind of sight.
export function nearest(colours) {
  return Object.entries(SIGHT).map(([sight, matrix]) => {
    const seen = colours.map((colour) => {
      const from = rgb(colour);
      return lab(matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, share, i) => sum + share * from[i], 0)))));
    });
    let best = { sight, distance: Infinity, pair: [] };
    seen.forEach((a, i) => seen.slice(i + 1).forEach((b, k) => {
      const distance = Math.hypot(...a.map((x, c) => x - b[c]));
      if (distance < best.distance) best = { sight, distance, pair: [colours[i], colours[i + 1 + k]] };
    }));
    return best;
  });
}
