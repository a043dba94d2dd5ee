import { Explorer } from '../explorer'
import { tell } from '../reliability'
import type { ShardServer } from '../server/server'
import { DATA, expect, FAULTY, test } from '../test'
import { FILES, pathOf, ROWS } from './shards'

const path = (index: number): string => `/some/${String(index).padStart(4, '0')}.parquet`
const pattern = (count: number, folder: string): string => `${FAULTY}/${folder}/{0000..${String(count - 1).padStart(4, '0')}}.parquet`
const asked = (data: ShardServer): number => data.logged(/^\/(?:some|none)\//).length

test('ten of fifty: ten shards of a host are gone', async ({ page, data }) => {
  for (let index = 0; index < 50; index++) if (index % 5 > 0) data.serve(path(index), FILES.good)
  const explorer = new Explorer(page)
  await explorer.openByHand(pattern(50, 'some'))
  await explorer.expectCount(40 * ROWS, 40 * ROWS)
  await expect(page.getByText('10 of 50 shards could not be read; the others go on.')).toBeVisible()
  expect(asked(data)).toBeLessThan(50 * 6)
  tell('hosts', {
    tried: 'ten of fifty: Ten of fifty shards are gone.',
    seen: '“10 of 50 shards could not be read; the others go on.”',
    requests: asked(data),
  })
})

for (const [count, most] of [
  [50, 150],
  [7000, 150],
] as const)
  test(`all of ${count}: every shard of a host is gone`, async ({ page, data }) => {
    data.serve(pathOf('good'), FILES.good)
    const explorer = new Explorer(page)
    await explorer.openByHand(pattern(count, 'none'), DATA + pathOf('good'))
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(4)
    await expect(page.getByRole('button', { name: 'Go on' }).first()).toBeVisible()
    // It stays so.
    await page.waitForTimeout(1500)
    expect(asked(data)).toBeLessThan(most)
    tell('hosts', {
      tried: `all of ${count.toLocaleString('en')}: Every shard of a host is gone; a shard of another host is not.`,
      seen: 'The host is asked no more after some failures in a row, which is told, with “Go on”; the other host’s pairs are shown.',
      requests: asked(data),
    })
  })
