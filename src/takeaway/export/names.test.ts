import { expect, it } from 'vitest'
import { fileName, stemOf } from './names'

it('names a file after the dataset, with nothing in it that a file system objects to', () => {
  expect(fileName('laion-00000.parquet', '.csv')).toBe('laion-00000-export.csv')
  expect(fileName('someone/a set: "2024"', '.parquet')).toBe('someone-a-set-2024-export.parquet')
  expect(fileName('../../etc/passwd', '.txt')).toBe('etc-passwd-export.txt')
  expect(fileName('한국어 그림', '.parquet')).toBe('한국어-그림-export.parquet')
  expect(fileName('***', '.npy')).toBe('pairs-export.npy')
  expect(fileName('x'.repeat(500), '.npy').length).toBeLessThan(100)
})

it('finds what the files beside it are called by', () => {
  expect(stemOf('a.b.parquet')).toBe('a.b')
  expect(stemOf('plain')).toBe('plain')
})
