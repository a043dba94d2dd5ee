import { describe, expect, it } from 'vitest'
import { WorkQueue } from './work-queue'

describe('a work queue', () => {
  it('gives what there is in order, then waits for more', async () => {
    const controller = new AbortController()
    const queue = new WorkQueue(['a', 'b'], controller.signal)
    const seen: string[] = []
    const work = (async () => {
      for await (const item of queue) {
        seen.push(item)
        if (item === 'b') setTimeout(() => queue.add('c', 'd'))
        if (item === 'd') controller.abort()
      }
    })()
    await work
    expect(seen).toEqual(['a', 'b', 'c', 'd'])
  })

  it('ends when aborted, whatever is still to do', async () => {
    const controller = new AbortController()
    const queue = new WorkQueue([1, 2], controller.signal)
    setTimeout(() => controller.abort())
    const seen: number[] = []
    for await (const item of queue) {
      seen.push(item)
      if (item === 1) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(seen).toEqual([1])
  })
})
