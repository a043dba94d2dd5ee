import { describe, expect, it } from 'vitest'
import { Limit } from './limit'

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 5))

describe('Limit', () => {
  it('passes slots on, past those who gave up waiting', async () => {
    const limit = new Limit(1)
    const giveUp = new AbortController()
    const order: string[] = []
    const task = (name: string) => () => later(order.push(name))
    const all = [limit.run(task('a')), limit.run(task('b'), giveUp.signal), limit.run(task('c'))]
    giveUp.abort(new Error('no longer'))
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual(['a', 'c'])
    await limit.run(task('d'))
    expect(order).toEqual(['a', 'c', 'd'])
  })
  it('runs the urgent before the patient', async () => {
    const limit = new Limit(1)
    const log: string[] = []
    const task = (name: string) => async () => {
      log.push(`${name} starts`)
      await later(0)
      log.push(`${name} ends`)
    }
    await Promise.all([limit.run(task('a')), limit.run(task('b')), limit.run(task('c'), undefined, 'urgent')])
    expect(log).toEqual(['a starts', 'a ends', 'c starts', 'c ends', 'b starts', 'b ends'])
  })

  it('runs as many at once as there are slots', async () => {
    const limit = new Limit(3)
    let running = 0
    let most = 0
    const task = async () => {
      most = Math.max(most, ++running)
      await later(0)
      running -= 1
    }
    await Promise.all(Array.from({ length: 9 }, () => limit.run(task)))
    expect(most).toBe(3)
  })

  it('goes on after a failure', async () => {
    const limit = new Limit(1)
    await expect(limit.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await limit.run(() => Promise.resolve('next'))).toBe('next')
  })
})
