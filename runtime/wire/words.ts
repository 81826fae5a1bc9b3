/** Eight bytes through which a bigint is taken apart into two 32-bit halves, and put together, without bigint arithmetic. */
export const words = new DataView(new ArrayBuffer(8));
