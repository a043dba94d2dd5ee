import { describe, expect, it } from 'vitest'
import { Allowance } from './traffic'

describe('an allowance', () => {
  it('covers bytes and requests up to its step, and as much again once renewed', () => {
    const allowance = new Allowance({ bytes: 100, requests: 3 })
    allowance.spend({ bytes: 60, requests: 1 })
    expect(allowance.covers({ bytes: 40, requests: 1 })).toBe(true)
    expect(allowance.covers({ bytes: 41, requests: 1 })).toBe(false)
    expect(allowance.covers({ bytes: 0, requests: 3 })).toBe(false)
    allowance.renew()
    expect(allowance.covers({ bytes: 41, requests: 1 })).toBe(true)
  })

  it('covers the first of all, however large', () => {
    expect(new Allowance({ bytes: 100, requests: 3 }).covers({ bytes: 1e9, requests: 9 })).toBe(true)
  })
})
