import { EventEmitter } from 'node:events'
import type { BrowserContext } from '@playwright/test'
import { expect, it } from 'vitest'
import { failureLog, listen } from './failure-log'
import type { Logged } from './server/server'

it('says what the pages said, and how each server answered', () => {
  const context = new EventEmitter()
  const lines = listen(context as unknown as BrowserContext)
  context.emit('console', { type: () => 'error', text: () => 'no such column' })
  context.emit('weberror', { error: () => ({ message: 'out of memory' }) })
  context.emit('requestfailed', { method: () => 'GET', url: () => 'http://nowhere.test/1.png', failure: () => ({ errorText: 'net::ERR' }) })
  const request: Logged = {
    at: Date.UTC(2026, 0, 1, 12, 30, 15, 250),
    method: 'GET',
    url: '/a.parquet',
    range: 'bytes=0-9',
    referrer: null,
    authorization: null,
    status: 206,
    bytes: 10,
  }
  const log = failureLog(lines, { data: { requests: [request, { ...request, range: null, status: 0, bytes: 0 }] }, slow: { requests: [] } })
  expect(log.replaceAll(/^[\d.]+ s {2}/gm, '')).toBe(
    [
      '── The pages',
      'console.error: no such column',
      'uncaught: out of memory',
      'GET http://nowhere.test/1.png: net::ERR',
      '',
      '── data',
      '12:30:15.250  GET  /a.parquet  bytes=0-9  206  10 bytes',
      '12:30:15.250  GET  /a.parquet  no answer  0 bytes',
      '',
      '── slow',
      'nothing',
      '',
    ].join('\n'),
  )
})
