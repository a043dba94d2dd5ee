import { expect, it } from 'vitest'
import type { Death } from '../flow/life'
import { restartedSentence, smallerBudget } from './reader-health'

it.each<[Death, number, string | null, string]>([
  [{ kind: 'gone' }, 3, null, 'The reader stopped and was started again: its memory may have run out. 3 shards are read again.'],
  [{ kind: 'gone' }, 0, null, 'The reader stopped and was started again: its memory may have run out.'],
  [{ kind: 'error', message: 'bad' }, 1, null, 'The reader failed and was started again. 1 shard is read again. It said: bad'],
  [{ kind: 'error', message: '' }, 1, null, 'The reader failed and was started again. 1 shard is read again.'],
  [{ kind: 'silent', seconds: 20 }, 0, null, 'The reader gave no sign of life for 20 s and was started again.'],
  [
    { kind: 'silent', seconds: 20 },
    2,
    'part-3.parquet',
    '“part-3.parquet” kept the reader busy for 20 s without an end; it is left out, and the reader was started again. ' +
      '2 shards are read again.',
  ],
])('what happened is told: %o', (death, shardsAgain, leftOut, sentence) => {
  expect(restartedSentence({ kind: 'restarted', death, shardsAgain, leftOut })).toBe(sentence)
})

it('a smaller budget is half, until that would be too little to show anything', () => {
  expect(smallerBudget(512 * 2 ** 20)).toBe(256 * 2 ** 20)
  expect(smallerBudget(64 * 2 ** 20)).toBe(null)
})
