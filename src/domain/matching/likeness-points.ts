import type { Signs } from './likeness-signs.ts';

/** Where the tables have their values: a sign's 0, 0.1 and so on to 1. */
export const KNOTS: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Points of a pair before any sign is looked at, as log-odds. */
export const BASE = -6.37;

/**
 * Points of each sign at each knot, as log-odds, learned by `npm run evals -- likeness --train`; signs that are not
 * here made no difference. Written by a program: change the signs, not the points.
 */
export const POINTS: Readonly<Partial<Record<keyof Signs, readonly number[]>>> = {
  coverLess: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.06, 0.06],
  wideLess: [0, 0, 0, 0, 0, 0.17, 0.36, 0.36, 0.51, 0.6, 0.6],
  wideMore: [0, 0, 0, 0, 0.06, 0.09, 0.09, 0.31, 0.41, 0.41, 0.41],
  trigrams: [0, 0, 0, 0, 0, 0.26, 0.26, 0.26, 0.26, 0.26, 0.26],
  trigramCover: [0, 0, 0, 0, 0, 0.09, 0.21, 0.48, 0.48, 0.53, 0.53],
  oddLess: [0, -0.1, -0.1, -0.21, -0.68, -0.68, -0.99, -1.18, -1.18, -1.18, -1.18],
  oddMore: [0, 0, 0, -0.19, -0.6, -0.72, -0.72, -0.72, -0.72, -0.72, -0.72],
  bestShared: [0, 0, 0, 0, 0, 0.14, 0.79, 1.61, 1.99, 3.05, 3.49],
  codeAgrees: [0, 0.17, 0.33, 0.5, 0.66, 0.83, 0.99, 1.15, 1.29, 1.96, 2.21],
  codeClash: [0, 0, -0.46, -0.64, -0.87, -1.07, -1.27, -1.47, -1.67, -1.87, -2.07],
  partAgrees: [0, 0.33, 0.66, 0.99, 1.32, 1.65, 1.98, 2.31, 2.64, 2.97, 3.3],
  partClash: [0, -0.09, -0.18, -0.27, -0.36, -0.45, -0.54, -0.63, -0.72, -0.81, -0.9],
  numberClash: [0, -0.23, -0.46, -0.69, -0.93, -1.16, -1.16, -1.16, -1.16, -1.16, -1.16],
  numberOdd: [0, -0.04, -0.08, -0.12, -0.12, -0.12, -0.12, -0.12, -0.12, -0.12, -0.12],
  measureAgrees: [0, 0, 0, 0, 0, 0, 0.06, 0.12, 0.18, 0.24, 0.3],
  measureClash: [0, -0.22, -0.43, -0.65, -0.86, -1.08, -1.14, -1.21, -1.27, -1.34, -1.41],
  variantClash: [0, -0.66, -1.31, -1.97, -2.62, -3.28, -3.28, -3.29, -3.29, -3.29, -3.3],
  variantOdd: [0, -0.06, -0.13, -0.19, -0.31, -0.45, -0.59, -0.69, -0.71, -0.72, -0.74],
  makerAgrees: [0, 0, 0, 0, 0.29, 0.92, 0.92, 0.92, 0.92, 0.92, 0.92],
  firstWord: [0, 0.18, 0.35, 0.53, 0.7, 0.88, 0.88, 0.88, 0.88, 0.88, 0.88],
  pairs: [0, 0, 0, 0, 0, 0.17, 0.17, 0.17, 0.17, 0.24, 0.52],
  price: [0, 0, 0, 0, 0.32, 0.91, 1.34, 1.85, 2.33, 2.39, 2.78],
};
