/** Test helpers: `.npy` files in memory. Not part of the app. */

/** Magic, version and header, padded to 64 bytes as numpy pads it. */
export function npyHead(dict: string, version = 1): Uint8Array<ArrayBuffer> {
  const before = version === 1 ? 10 : 12
  const text = new TextEncoder().encode(dict.padEnd(Math.ceil((before + dict.length + 1) / 64) * 64 - before - 1) + '\n')
  const bytes = new Uint8Array(before + text.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0])
  const view = new DataView(bytes.buffer)
  if (version === 1) view.setUint16(8, text.length, true)
  else view.setUint32(8, text.length, true)
  bytes.set(text, before)
  return bytes
}

/** A matrix of `width` numbers a row; `Uint16Array` holds float16 bits. */
export function npy(values: Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  const type = values instanceof Float32Array ? '<f4' : '<f2'
  const head = npyHead(`{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length / width}, ${width}), }`)
  const bytes = new Uint8Array(head.length + values.byteLength)
  bytes.set(head)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), head.length)
  return bytes
}
