import type { Signs } from './likeness-signs.ts';

/** Where the tables have their values: a sign's 0, 0.1 and so on to 1. */
export const KNOTS: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Points of a pair before any sign is looked at, as log-odds. */
export const BASE = -6.92;

/**
 * Points of each sign at each knot, as log-odds, learned by `npm run evals -- likeness --train`; a sign that is not
 * here made no difference. Written by a program: change the signs, not the points.
 */
export const POINTS: Readonly<Partial<Record<keyof Signs, readonly number[]>>> = {
  coverLess: [0, 0, 0, 0, 0.01, 0.16, 0.31, 0.31, 0.31, 0.31, 0.31],
  coverMore: [0, 0, 0, 0, 0.02, 0.05, 0.05, 0.2, 0.38, 0.38, 0.38],
  oddLess: [0, 0, 0, -0.12, -0.54, -0.57, -0.98, -1.34, -1.38, -1.38, -1.38],
  oddMore: [0, 0, -0.03, -0.03, -0.4, -0.6, -0.6, -0.75, -0.75, -0.75, -0.75],
  bestShared: [0, 0, 0, 0, 0, 0, 0.18, 0.53, 0.68, 1.47, 1.71],
  alone: [0, 0, 0, 0, 0, 0, 0, 0.04, 0.38, 0.95, 2.54],
  trigrams: [0, 0, 0, 0, 0, 0.26, 0.26, 0.26, 0.26, 0.26, 0.26],
  trigramCover: [0, 0, 0, 0, 0, 0.14, 0.31, 0.48, 0.48, 0.49, 0.49],
  neighbours: [0, 0, 0, 0, 0, 0.15, 0.15, 0.15, 0.18, 0.2, 0.45],
  firstWord: [0, 0.16, 0.31, 0.47, 0.62, 0.78, 0.78, 0.78, 0.78, 0.78, 0.78],
  makerAgrees: [0, 0, 0, 0, 0.34, 1, 1, 1, 1, 1, 1],
  codeAgrees: [0, 0.17, 0.35, 0.52, 0.7, 0.87, 1.04, 1.2, 1.36, 2.13, 2.83],
  codeClash: [0, 0, -0.38, -0.57, -0.77, -0.92, -1.08, -1.23, -1.39, -1.54, -1.69],
  partAgrees: [0, 0.32, 0.64, 0.97, 1.29, 1.61, 1.93, 2.26, 2.58, 2.9, 3.22],
  partClash: [0, -0.11, -0.23, -0.34, -0.45, -0.57, -0.68, -0.8, -0.91, -1.02, -1.14],
  numberClash: [0, -0.21, -0.43, -0.64, -0.85, -1.07, -1.1, -1.13, -1.17, -1.2, -1.24],
  numberOdd: [0, -0.06, -0.12, -0.19, -0.19, -0.19, -0.19, -0.19, -0.19, -0.19, -0.19],
  measureAgrees: [0, 0, 0, 0, 0, 0, 0.09, 0.17, 0.26, 0.35, 0.44],
  measureClash: [0, -0.21, -0.41, -0.62, -0.83, -1.03, -1.1, -1.16, -1.23, -1.29, -1.36],
  variantClash: [0, -0.6, -1.2, -1.81, -2.41, -3.01, -3.02, -3.02, -3.03, -3.03, -3.04],
  variantOdd: [0, -0.05, -0.1, -0.15, -0.24, -0.34, -0.44, -0.52, -0.54, -0.57, -0.59],
  price: [0, 0, 0, 0, 0.32, 0.88, 1.29, 1.8, 2.26, 2.31, 2.74],
};
