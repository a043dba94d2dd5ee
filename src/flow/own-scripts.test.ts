import { afterEach, describe, expect, it, vi } from 'vitest'
import { allowOwnScripts, ownScript } from './own-scripts'

const PAGE = 'https://a.test/tools/pairs/#/?src=https%3A%2F%2Fb.test%2F'

describe('ownScript', () => {
  it.each([
    ['assets/worker-1.js', 'https://a.test/tools/pairs/assets/worker-1.js'],
    ['https://a.test/tools/pairs/assets/worker-1.js', 'https://a.test/tools/pairs/assets/worker-1.js'],
    ['./service-worker.js', 'https://a.test/tools/pairs/service-worker.js'],
  ])('lets %s pass', (address, href) => expect(ownScript(address, PAGE)).toBe(href))

  it.each([
    'https://b.test/tools/pairs/worker.js',
    'http://a.test/tools/pairs/worker.js',
    'https://a.test:8443/tools/pairs/worker.js',
    '//b.test/worker.js',
    'https://a.test/tools/other.js',
    '../other.js',
    'assets/%2e%2e/../../other.js',
    '/tools/pairs-of-another/worker.js',
    'blob:https://a.test/5c6f1f2e',
    'data:text/javascript,close()',
    'javascript:close()',
    'http://',
  ])('refuses %s', (address) => expect(() => ownScript(address, PAGE)).toThrow(TypeError))

  it('refuses blobs of a page at the root of its host', () =>
    expect(() => ownScript('blob:https://a.test/5c6f1f2e', 'https://a.test/')).toThrow(TypeError))

  it('takes the folder of a page that names its file', () =>
    expect(ownScript('assets/worker.js', 'https://a.test/pairs/index.html?x=/../#y')).toBe('https://a.test/pairs/assets/worker.js'))
})

describe('allowOwnScripts', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('makes the default policy, for addresses alone', () => {
    const createPolicy = vi.fn<(name: string, rules: Record<string, (text: string) => string>) => void>()
    vi.stubGlobal('trustedTypes', { createPolicy })
    vi.stubGlobal('location', { href: PAGE })
    allowOwnScripts()
    const [name, rules] = createPolicy.mock.calls[0] ?? []
    expect(name).toBe('default')
    expect(Object.keys(rules ?? {})).toEqual(['createScriptURL'])
    expect(rules?.createScriptURL?.('assets/worker.js')).toBe('https://a.test/tools/pairs/assets/worker.js')
    expect(() => rules?.createScriptURL?.('https://b.test/x.js')).toThrow(TypeError)
  })

  it('does nothing where the browser has no Trusted Types', () => {
    vi.stubGlobal('trustedTypes', undefined)
    expect(allowOwnScripts).not.toThrow()
  })
})
