/**
 * Stands for `updated-at` where Coupa left it out (a slim output filter, a file made by hand). Older than everything,
 * so that it neither moves a watermark nor wins over a dated copy.
 */
export const UNKNOWN_MOMENT = '1970-01-01T00:00:00.000Z';
