import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, isPrivateHost, linkAddress, pictureAddress } from './address'

const PAGE = 'pairscope.example'
const kindOf = (url: string) => addressOf(url).kind

describe('an address', () => {
  it('is a web address, given in full', () => {
    expect(addressOf(' https://Example.com:8443/a b.jpg#c ')).toEqual({
      kind: 'public',
      href: 'https://example.com:8443/a%20b.jpg#c',
      host: 'example.com:8443',
    })
  })

  it.each([
    [null, 'none'],
    ['  ', 'none'],
    ['not a url', 'malformed'],
    ['http://', 'malformed'],
    ['http://[::1/x', 'malformed'],
    ['http://256.0.0.1/', 'malformed'],
    ['javascript:alert(1)', 'scheme'],
    ['JavaScript:alert(1)', 'scheme'],
    ['java\nscript:alert(1)', 'scheme'],
    ['data:text/html,<script>', 'scheme'],
    ['blob:https://example.com/1', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['ws://example.com/', 'scheme'],
  ] as const)('is refused: %j: %s', (url, why) => {
    expect(addressOf(url)).toEqual({ kind: 'refused', why })
    expect(pictureAddress(url, PAGE)).toEqual({ kind: 'refused', why })
    expect(linkAddress(url, 'localhost')).toBeNull()
  })

  it('loses its user and its password', () => {
    expect(addressOf('https://user:secret@example.com/a')).toMatchObject({ href: 'https://example.com/a', host: 'example.com' })
    expect(pictureAddress('https://user@example.com/a', PAGE)).toEqual({ kind: 'picture', src: 'https://example.com/a' })
    expect(linkAddress('https://example.com@10.0.0.1/', PAGE)).toBeNull()
  })

  it.each([
    'https:///10.0.0.1/x',
    'http:////10.0.0.1',
    'https:/10.0.0.1',
    'http:10.0.0.1',
    'http:\\\\10.0.0.1',
    'https:/\\10.0.0.1',
    'http:\\10.0.0.1\\x',
  ])('has the host that a browser asks, however many slashes stand before it: %s', (url) => {
    expect(addressOf(url)).toMatchObject({ kind: 'private', host: '10.0.0.1' })
    expect(pictureAddress(url, PAGE)).toEqual({ kind: 'refused', why: 'private' })
    expect(linkAddress(url, PAGE)).toBeNull()
  })

  it('has its host in the letters that a browser asks for', () => {
    expect(addressOf('https://раураl.com/')).toMatchObject({ kind: 'public', host: 'xn--l-7sba6dbr.com' })
  })
})

describe('the person’s own network', () => {
  it('is told in time by the length of a host alone', () => {
    // One that went over the host anew from each place would not come to its end within the test's time.
    expect(isPrivateHost(`a${'.'.repeat(300_000)}a`)).toBe(false)
  })

  it.each([
    // Names.
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST:8080/',
    'http://a.localhost./',
    'http://localhost.localdomain/',
    'http://router/',
    'http://router./',
    'http://printer.local/',
    'http://printer.local../',
    'http://nas.lan/',
    'http://nas.home/',
    'http://nas.home.arpa/',
    'http://wiki.corp/',
    'http://wiki.corp./',
    'http://wiki.intranet/',
    'http://metadata.google.internal/',
    'http://db.private/',
    'http://exchange.mail/',
    // 0.0.0.0/8, 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.168/16.
    'http://0.0.0.0/',
    'http://0.1.2.3/',
    'http://10.0.0.7:8080/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://127.0.0.1/',
    'http://127.0.0.1./',
    'http://127.255.255.254/',
    'http://169.254.169.254/latest/meta-data/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    // Set aside: protocols, documents, 6to4's relays, benchmarks, multicast, the rest, everyone.
    'http://192.0.0.1/',
    'http://192.0.2.1/',
    'http://192.88.99.1/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://198.51.100.1/',
    'http://203.0.113.1/',
    'http://224.0.0.1/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    // As a browser reads numbers.
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.01/',
    'http://127.1/',
    'http://10.256/',
    'http://１２７．０．０．１/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http://①②⑦.0.0.1/',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    'http:\\\\127.0.0.1\\',
    'http:127.0.0.1',
    // IPv6.
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[::ffff:0:10.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::1]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:a00:1::1]/',
    'http://[2001::1]/',
    'http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'http://[2001:2::1]/',
    'http://[2001:10::1]/',
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
    'http://[100::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456:789a::1]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[fec0::1]/',
    'http://[ff02::1]/',
    'http://[4000::1]/',
    'http://[5f00::1]/',
  ])('is at %s', (url) => {
    expect(kindOf(url)).toBe('private')
    expect(pictureAddress(url, PAGE)).toEqual({ kind: 'refused', why: 'private' })
    expect(linkAddress(url, PAGE)).toBeNull()
  })

  it.each([
    'https://example.com/',
    'https://example.com./',
    'https://local.example.com/',
    'https://localhost.example/',
    'https://not-local.org/',
    'https://corp.com/',
    'http://data.test/',
    'http://127.0.0.1.example.com/',
    'http://8.8.8.8/',
    'http://1.1.1.1:8080/',
    'http://9.255.255.255/',
    'http://11.0.0.0/',
    'http://100.63.255.255/',
    'http://100.128.0.0/',
    'http://126.255.255.255/',
    'http://128.0.0.1/',
    'http://172.15.255.255/',
    'http://172.32.0.1/',
    'http://192.167.255.255/',
    'http://192.169.0.0/',
    'http://198.17.255.255/',
    'http://223.255.255.255/',
    'http://[2606:4700:4700::1111]/',
    'http://[2001:4860:4860::8888]/',
    'http://[2a00:1450::1]/',
  ])('is not at %s', (url) => {
    expect(kindOf(url)).toBe('public')
    expect(pictureAddress(url, PAGE).kind).toBe('picture')
  })

  it('is where the app itself may be, and then shows its own', () => {
    for (const page of ['localhost', '127.0.0.1', '10.1.2.3', '[::1]', 'nas.local']) {
      expect(pictureAddress('http://127.0.0.1:9000/1.png', page)).toEqual({ kind: 'picture', src: 'http://127.0.0.1:9000/1.png' })
      expect(linkAddress('http://nas.local/1.png', page)).toBe('http://nas.local/1.png')
    }
  })
})

/** The ranges of RFC 6890 and its kin, as first number and length of the fixed part: counted here without the library. */
const RANGES: readonly (readonly [number, number])[] = (
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const
).map(([first, fixed]) => [first.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), fixed])

const privateNumber = fc
  .tuple(fc.constantFrom(...RANGES), fc.nat(2 ** 32 - 1))
  .map(([[first, fixed], any]) => first + (any % 2 ** (32 - fixed)))

const partsOf = (number: number): readonly number[] => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256)
const wide = (text: string): string =>
  text.replace(/[0-9a-z.]/g, (char) => (char === '.' ? '。' : String.fromCodePoint(char.charCodeAt(0) + 0xfee0)))
const escaped = (text: string): string => Array.from(text, (char) => `%${char.charCodeAt(0).toString(16)}`).join('')
const last = (number: number, parts: readonly number[], from: number): string =>
  [...parts.slice(0, from), number % 256 ** (4 - from)].join('.')

const WAYS: readonly ((number: number, parts: readonly number[]) => string)[] = [
  (_, parts) => parts.join('.'),
  (_, parts) => `${parts.join('.')}.`,
  (number) => String(number),
  (number) => `0x${number.toString(16)}`,
  (number) => `0${number.toString(8)}`,
  (_, parts) => parts.map((part) => `0x${part.toString(16).toUpperCase()}`).join('.'),
  (_, parts) => parts.map((part) => `0${part.toString(8)}`).join('.'),
  (number, parts) => last(number, parts, 1),
  (number, parts) => last(number, parts, 2),
  (_, parts) => wide(parts.join('.')),
  (_, parts) => escaped(parts.join('.')),
  (_, parts) => `[::${parts.join('.')}]`,
  (_, parts) => `[::ffff:${parts.join('.')}]`,
  (_, parts) => `[::ffff:0:${parts.join('.')}]`,
  (_, parts) => `[64:ff9b::${parts.join('.')}]`,
  (_, parts) => `[0064:FF9B:0:0:0:0:${parts.join('.')}]`,
  (number) => `[2002:${Math.floor(number / 65536).toString(16)}:${(number % 65536).toString(16)}::1]`,
  (number) => `[2001::${Math.floor((2 ** 32 - 1 - number) / 65536).toString(16)}:${((2 ** 32 - 1 - number) % 65536).toString(16)}]`,
]

describe('whatever way it is written', () => {
  it('a private number is refused', () => {
    fc.assert(
      fc.property(
        privateNumber,
        fc.constantFrom(...WAYS),
        fc.constantFrom('http', 'HTTPS'),
        fc.constantFrom('', 'user@', 'example.com:80@'),
        fc.constantFrom('', ':8080'),
        (number, way, scheme, user, port) => {
          const url = `${scheme}://${user}${way(number, partsOf(number))}${port}/a?b#c`
          expect(addressOf(url).kind, url).toBe('private')
          expect(pictureAddress(url, PAGE), url).toEqual({ kind: 'refused', why: 'private' })
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('a private name is refused', () => {
    const names = ['localhost', 'router', 'a.local', 'b.corp', 'c.intranet', 'd.internal', 'e.home.arpa', 'f.lan', 'g.localdomain']
    const mixed = (text: string, upper: readonly boolean[]) =>
      Array.from(text, (char, i) => (upper[i % upper.length] ? char.toUpperCase() : char)).join('')
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.boolean(), { minLength: 1 }),
        fc.constantFrom((text: string) => text, wide, escaped),
        fc.constantFrom('', '.', '..'),
        (name, upper, way, dots) => {
          const url = `http://${way(mixed(name, upper))}${dots}/`
          expect(addressOf(url).kind, url).not.toBe('public')
          expect(pictureAddress(url, PAGE).kind, url).toBe('refused')
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('no text is ever more than a web address without a user', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withFragments: true, withQueryParameters: true })), (text) => {
        const address = addressOf(text)
        if (address.kind === 'refused') return
        const url = new URL(address.href)
        expect(['http:', 'https:']).toContain(url.protocol)
        expect(url.username + url.password).toBe('')
        expect(address.host).toBe(url.host)
        expect(isPrivateHost(url.hostname)).toBe(address.kind === 'private')
      }),
      { numRuns: 2000 },
    )
  })
})
