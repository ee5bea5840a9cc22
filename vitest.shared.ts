/**
 * How often a red test is played again: on CI once, because a submission must not be lost to a machine that
 * stood still for seconds; the report marks it ("retry x1"). Nowhere else: a race is a fault to be found.
 */
export const RETRIES = process.env['CI'] === undefined ? 0 : 1;
