// Makes a screenshot small: a PNG of true colours becomes one of the 256 that matter.

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;
const ALIKE = 20;

/** @param {Buffer} png of 8 bits a channel, RGB or RGBA, not interlaced: what Chromium makes. */
export function withPalette(png) {
  const { width, height, pixels } = decode(png);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = paletteOf([...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour));
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, n) => {
    if (!places.has(colour)) places.set(colour, nearest(palette, colour));
    rows[n + Math.floor(n / width) + 1] = places.get(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The most frequent colours, without those that look like one of them: small things keep theirs. */
function paletteOf(colours) {
  const palette = [];
  for (const colour of colours) {
    if (palette.length === COLOURS) break;
    if (palette.every((one) => distance(one, colour) > ALIKE)) palette.push(colour);
  }
  return palette;
}

function distance(one, other) {
  const [r, g, b] = [16, 8, 0].map((shift) => ((one >> shift) & 255) - ((other >> shift) & 255));
  return r * r + g * g + b * b;
}

function decode(png) {
  const data = [];
  let [width, height, channels] = [0, 0, 3];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      channels = body[9] === 6 ? 4 : 3;
    } else if (type === "IDAT") data.push(body);
    at += length + 12;
  }
  const raw = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels);
  const pixels = new Uint32Array(width * height);
  for (let n = 0; n < pixels.length; n += 1) {
    const at = n * channels;
    pixels[n] = (raw[at] << 16) | (raw[at + 1] << 8) | raw[at + 2];
  }
  return { width, height, pixels };
}

function unfilter(filtered, stride, step) {
  const raw = new Uint8Array((filtered.length / (stride + 1)) * stride);
  for (let from = 0, to = 0; from < filtered.length; from += stride + 1, to += stride) {
    const filter = filtered[from];
    for (let n = 0; n < stride; n += 1) {
      const left = n >= step ? raw[to + n - step] : 0;
      const up = to > 0 ? raw[to + n - stride] : 0;
      const corner = n >= step && to > 0 ? raw[to + n - stride - step] : 0;
      raw[to + n] = filtered[from + 1 + n] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
  }
  return raw;
}

function paeth(left, up, corner) {
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(left + up - corner - one));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function nearest(palette, colour) {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  palette.forEach((one, place) => {
    const far = distance(one, colour);
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}
