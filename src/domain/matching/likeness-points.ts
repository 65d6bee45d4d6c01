import type { Signs } from './likeness-signs.ts';

/** Where the tables have their values: a sign's 0, 0.1 and so on to 1. */
export const KNOTS: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Points of a pair before any sign is looked at, as log-odds. */
export const BASE = -6.54;

/**
 * Points of each sign at each knot, as log-odds, learned by `npm run evals -- likeness --train`; signs that are not
 * here made no difference. Written by a program: change the signs, not the points.
 */
export const POINTS: Readonly<Partial<Record<keyof Signs, readonly number[]>>> = {
  coverLess: [0, 0, 0, 0.06, 0.07, 0.2, 0.41, 0.41, 0.41, 0.42, 0.42],
  coverMore: [0, 0, 0, 0, 0.09, 0.14, 0.14, 0.36, 0.61, 0.61, 0.61],
  oddLess: [0, -0.08, -0.08, -0.35, -0.77, -0.77, -1.1, -1.22, -1.22, -1.22, -1.22],
  oddMore: [0, -0.15, -0.3, -0.3, -0.67, -0.71, -0.71, -0.71, -0.71, -0.71, -0.71],
  bestShared: [0, 0, 0, 0, 0, 0.13, 0.69, 1.64, 2, 2.46, 2.63],
  alone: [0, 0, 0, 0, 0, 0, 0.01, 0.01, 0.01, 0.01, 1.18],
  trigrams: [0, 0, 0, 0, 0, 0.26, 0.26, 0.26, 0.26, 0.26, 0.26],
  trigramCover: [0, 0, 0, 0, 0, 0.12, 0.27, 0.43, 0.43, 0.45, 0.45],
  neighbours: [0, 0, 0, 0, 0, 0.11, 0.11, 0.11, 0.15, 0.18, 0.43],
  firstWord: [0, 0.14, 0.28, 0.43, 0.57, 0.71, 0.71, 0.71, 0.71, 0.71, 0.71],
  makerAgrees: [0, 0, 0, 0, 0.34, 1, 1, 1, 1, 1, 1],
  codeAgrees: [0, 0.15, 0.29, 0.44, 0.59, 0.73, 0.88, 1.01, 1.09, 2.1, 3.05],
  codeClash: [0, 0, -0.47, -0.63, -0.84, -1, -1.16, -1.32, -1.49, -1.65, -1.81],
  partAgrees: [0, 0.34, 0.67, 1.01, 1.35, 1.69, 2.02, 2.36, 2.7, 3.04, 3.37],
  partClash: [0, -0.11, -0.22, -0.33, -0.44, -0.55, -0.66, -0.76, -0.87, -0.98, -1.09],
  numberClash: [0, -0.22, -0.43, -0.65, -0.86, -1.08, -1.1, -1.11, -1.13, -1.15, -1.17],
  numberOdd: [0, -0.07, -0.13, -0.2, -0.2, -0.2, -0.2, -0.2, -0.2, -0.2, -0.2],
  measureAgrees: [0, 0, 0, 0, 0, 0, 0.08, 0.16, 0.24, 0.32, 0.41],
  measureClash: [0, -0.21, -0.41, -0.62, -0.83, -1.03, -1.09, -1.16, -1.22, -1.28, -1.34],
  variantClash: [0, -0.6, -1.21, -1.81, -2.42, -3.02, -3.03, -3.03, -3.04, -3.04, -3.04],
  variantOdd: [0, -0.05, -0.1, -0.15, -0.24, -0.35, -0.46, -0.55, -0.58, -0.62, -0.65],
  price: [0, 0, 0, 0, 0.34, 0.89, 1.3, 1.82, 2.28, 2.33, 2.76],
};
