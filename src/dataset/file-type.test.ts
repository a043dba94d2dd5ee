import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tarOf } from '../shards/tar/testing'
import { fileTypeByName, fileTypeOf, isFileType, typeText } from './file-type'

const bytes = (latin1: string) => Uint8Array.from(latin1, (character) => character.charCodeAt(0))

/** A length of 1,234 and the masked CRC-32C of its eight bytes, as TensorFlow writes them. */
const TFRECORD = '\xd2\x04\0\0\0\0\0\0\x67\x0e\x71\x56'

describe('what a file is', () => {
  it.each([
    ['empty', '', 'a.parquet'],
    ['arrow', 'ARROW1\0\0\xff\xff\xff\xff', 'a.parquet'],
    ['arrow', '\xff\xff\xff\xff\x70\x02\0\0\x10\0\0\0', 'data-00000-of-00002.arrow'],
    ['feather', 'FEA1\0\0', 'a'],
    ['zip', 'PK\x03\x04\x14\0', 'a.csv'],
    ['numpy', 'PK\x03\x04\x14\0', 'a.npz'],
    ['tensors', 'PK\x03\x04\x14\0', 'model.pt'],
    ['excel', 'PK\x03\x04\x14\0', 'a.xlsx'],
    ['numpy', '\x93NUMPY\x01\0', 'a.parquet'],
    ['tfrecord', TFRECORD, 'train-00000-of-01024'],
    ['tfrecord', '\0\x01', 'a.tfrecord'],
    ['gzip', '\x1f\x8b\x08\0', 'a.parquet'],
    ['tarGz', '\x1f\x8b\x08\0', 'https://h.example/a.tar.gz'],
    ['tarGz', '\x1f\x8b\x08\0', 'a.tgz'],
    ['packed', '\x28\xb5\x2f\xfd\0', 'a.tar.zst'],
    ['lfs', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n', 'a.parquet'],
    ['page', '<!doctype html><title>Sign in</title>', 'a.parquet'],
    ['page', '\xef\xbb\xbf\n<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'a.parquet'],
    ['jsonArray', ' [\n {"url": "a"}]', 'a.parquet'],
    ['jsonObject', '{"a": 1}', 'a.parquet'],
    ['lance', '\0\x01\x02\x03', 'a.lance'],
    ['pickle', '\x80\x04\x95\x10\0', 'a'],
    ['sqlite', 'SQLite format 3\0', 'a.db'],
    ['duckdb', '\0\0\0\0\0\0\0\0DUCK\x40\0', 'a.parquet'],
    ['hdf5', '\x89HDF\r\n\x1a\n', 'a'],
    ['picture', '\x89PNG\r\n\x1a\n', 'a.parquet'],
    ['picture', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'a'],
    ['parquet', 'PAR1\x15\x04', 'a.tar'],
    // Texts that begin as other files do.
    ['text', 'ORC,BMI\n1,2', 'a.parquet'],
    ['text', 'BM is no bitmap', 'a.parquet'],
    [null, '\0\x01\x02\x03', 'a.parquet'],
  ])('is %s', (type, latin1, name) => {
    expect(fileTypeOf(bytes(latin1), name)).toBe(type)
  })

  it('is told of what real writers made', () => {
    expect(fileTypeOf(tarOf([['0.txt', 'a']]), 'a.parquet')).toBe('tar')
    expect(fileTypeOf(gzipSync(tarOf([['0.txt', 'a']])), 'a.tar.gz')).toBe('tarGz')
  })

  it('has words for every type, and never fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), (junk, name) => {
        const type = fileTypeOf(junk, name)
        if (type !== null) expect([isFileType(type), typeText(type).what]).toEqual([true, expect.stringMatching(/^an? /)])
      }),
    )
    expect(isFileType('toString')).toBe(false)
  })

  it('is told by a name alone where Pairscope does not open that kind', () => {
    expect(['a.csv', 'a.json', 'a.parquet', 'a.npy', 'a.tgz', 'a.lance', 'a'].map(fileTypeByName)).toEqual([
      null,
      null,
      null,
      'numpy',
      'tarGz',
      'lance',
      null,
    ])
  })
})
