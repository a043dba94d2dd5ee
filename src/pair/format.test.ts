import { expect, it } from 'vitest'
import { formatBytes, formatCount, plural } from './format'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [4_100, '4.10 KB'],
  [12_345_678, '12.3 MB'],
  [1_024_458_880, '1.02 GB'],
])('prints %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

it('puts a number with its word', () => expect([plural(1, 'vector'), plural(1_000, 'vector')]).toEqual(['1 vector', '1,000 vectors']))

it('groups thousands', () => expect(formatCount(12_933_524)).toBe('12,933,524'))
