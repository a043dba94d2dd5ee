import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModel } from '../../../sample/onnx'
import { ProblemError } from '../../dataset/problem'
import { checkOnnx, readJson } from './check-file'

const MODEL = encodeModel({
  name: 'one',
  inputs: [{ name: 'x', type: 'float32', dims: ['batch'] }],
  outputs: [{ name: 'y', type: 'float32', dims: ['batch'] }],
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  initialisers: [{ name: 'w', type: 'float32', dims: [100], data: new Float32Array(100) }],
})

function complaint(job: () => unknown): string {
  try {
    job()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.detail ?? ''
    throw error
  }
  return ''
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the check of an ONNX file', () => {
  it('takes a whole model', () => {
    expect(complaint(() => checkOnnx(MODEL, 'm'))).toBe('')
  })

  it('refuses one cut off anywhere', () => {
    for (let length = 0; length < MODEL.length; length++) expect(complaint(() => checkOnnx(MODEL.subarray(0, length), 'm'))).not.toBe('')
    expect(complaint(() => checkOnnx(MODEL.subarray(0, MODEL.length / 2), 'm'))).toMatch(/cut off/)
  })

  it.each([
    ['<!doctype html><title>Log in</title>', /web page/],
    ['\n <html>', /web page/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1', /Git LFS pointer/],
    ['{"error": "not found"}', /not an ONNX model/],
    ['PAR1', /not an ONNX model/],
    ['', /empty/],
  ])('says what came instead: %j', (content, sentence) => {
    expect(complaint(() => checkOnnx(bytesOf(content), 'm'))).toMatch(sentence)
  })

  it('ends with a problem or none for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void complaint(() => checkOnnx(bytes, 'm'))))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void complaint(() => checkOnnx(Uint8Array.of(8, 8, ...bytes), 'm'))))
  })
})

describe('the check of a tokenizer’s file', () => {
  it('takes JSON and says what came instead', () => {
    expect(readJson(bytesOf('{"a": 1}'), 't')).toEqual({ a: 1 })
    expect(complaint(() => readJson(bytesOf('{"a": '), 't'))).toMatch(/not JSON, or is cut off/)
    expect(complaint(() => readJson(bytesOf('<html>'), 't'))).toMatch(/web page/)
  })
})
