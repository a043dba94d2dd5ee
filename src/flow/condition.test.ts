import { describe, expect, it } from 'vitest'
import { Condition } from './condition'

describe('a condition', () => {
  it('lets go whoever waits once what they wait for holds, and not before', async () => {
    const changed = new Condition()
    let value = 0
    const passed: string[] = []
    const first = changed.until(() => value >= 1).then(() => passed.push('one'))
    const second = changed.until(() => value >= 2).then(() => passed.push('two'))
    value = 1
    changed.notify()
    await first
    expect(passed).toEqual(['one'])
    value = 2
    changed.notify()
    await second
    expect(passed).toEqual(['one', 'two'])
    await changed.until(() => true)
  })

  it('rejects when aborted, before and while it waits', async () => {
    const changed = new Condition()
    const controller = new AbortController()
    const waiting = changed.until(() => false, controller.signal)
    controller.abort(new Error('no longer'))
    await expect(waiting).rejects.toThrow('no longer')
    await expect(changed.until(() => true, controller.signal)).rejects.toThrow('no longer')
  })

  it('does not keep those who have left', async () => {
    const changed = new Condition()
    const controllers = Array.from({ length: 3 }, () => new AbortController())
    const waits = controllers.map(({ signal }) => changed.until(() => false, signal))
    for (const controller of controllers) controller.abort()
    await Promise.allSettled(waits)
    expect(changed.waiting).toBe(0)
  })
})
