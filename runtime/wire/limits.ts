// Bounds of the codec itself. They hold for every reader and writer; the tunable limits are arguments elsewhere.

/** How many composites (list, option, struct, ...) may be open inside each other, both ways. */
export const MAX_DEPTH = 128;
/** Most elements of one list, set or map, both ways: the cap of the Rust peer. */
export const MAX_ELEMENTS = 16_777_216;
/** Most elements that take no bytes at all, summed over one reader: nested lists of units must not multiply. */
export const MAX_ZERO_SIZED = 65_536;

export const U16_MAX = 0xffff;
export const U32_MAX = 0xffff_ffff;
export const U64_MAX = 0xffff_ffff_ffff_ffffn;
export const I64_MIN = -0x8000_0000_0000_0000n;
export const I64_MAX = 0x7fff_ffff_ffff_ffffn;
export const U128_MAX = (1n << 128n) - 1n;
export const I128_MIN = -(1n << 127n);
export const I128_MAX = (1n << 127n) - 1n;
