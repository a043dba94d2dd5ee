import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function* numbers(count: number, onPull: (n: number) => void = () => undefined): AsyncGenerator<number> {
  for (let n = 0; n < count; n++) {
    onPull(n)
    await Promise.resolve()
    yield n
  }
}

describe('in order', () => {
  it('gives results in the order of the items, however long each takes', async () => {
    const seen: number[] = []
    for await (const { item } of inOrder(numbers(6), 3, (n) => wait(n % 2 ? 1 : 8))) seen.push(item)
    expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('works on so many at once and no more', async () => {
    let running = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++running)
      await wait(2)
      running -= 1
    }
    const items: number[] = []
    for await (const { item } of inOrder(numbers(10), 3, work)) items.push(item)
    expect([items.length, most]).toEqual([10, 3])
  })

  it('hands on a failure as a result and goes on', async () => {
    const states: string[] = []
    for await (const { result } of inOrder(numbers(3), 2, (n) => (n === 1 ? Promise.reject(new Error('no')) : Promise.resolve())))
      states.push(result.status)
    expect(states).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it('gives what is ready while its source waits for more', async () => {
    let more: () => void = () => undefined
    async function* slow(): AsyncGenerator<number> {
      yield 1
      await new Promise<void>((resolve) => (more = resolve))
      yield 2
    }
    const seen: number[] = []
    for await (const { item } of inOrder(slow(), 3, () => Promise.resolve())) {
      seen.push(item)
      more()
    }
    expect(seen).toEqual([1, 2])
  })

  it('pulls nothing more once its consumer stops', async () => {
    let pulled = 0
    for await (const { item } of inOrder(
      numbers(100, () => (pulled += 1)),
      3,
      () => Promise.resolve(),
    ))
      if (item === 1) break
    expect(pulled).toBeLessThan(8)
  })
})
