import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importedByStyles, licencesText, licensed, packageOf } from './licences'
import { ROOT } from './steps'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function install(name: string, manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(root, 'node_modules', name)
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: name.split('/node_modules/').at(-1), version: '1.0.0', ...manifest }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}

describe('the package of a module', () => {
  it('is the nearest that has a name', () => {
    const folder = install('@org/one', {})
    writeFileSync(join(folder, 'dist', 'package.json'), '{"type":"module"}')
    expect(packageOf(join(folder, 'dist', 'a.wasm?url'), root)).toBe(folder)
    expect(packageOf(`\0${join(folder, 'dist', 'a.js')}?commonjs`, root)).toBe(folder)
    expect(() => packageOf(join(root, 'node_modules', 'lost', 'a.js'), root)).toThrow('belongs to no package')
  })

  it('is none for our own, and what wrote it for what was written', () => {
    expect(packageOf(join(root, 'src', 'main.tsx'), root)).toBeNull()
    expect(packageOf('\0vite/preload-helper.js', root)).toBe(join(root, 'node_modules', 'vite'))
    expect(packageOf('\0rolldown/runtime.js', root)).toBe(join(root, 'node_modules', 'rolldown'))
    expect(packageOf(join(root, 'src', 'search', 'kernel', 'kernel.wasm?url'), root)).toBe(join(root, 'node_modules', 'assemblyscript'))
  })

  it('of a style sheet is what it imports', () => {
    expect(
      importedByStyles(`@import 'tailwindcss' source('..'); @import "@org/x/a.css"; @import './own.css'; @import url('p/b.css')`),
    ).toEqual(['tailwindcss', '@org/x', 'p'])
  })
})

describe('the licences', () => {
  it('are of the packages and of all they depend on, each version once, types left out', () => {
    const a = install(
      'a',
      { license: 'MIT', dependencies: { b: '1', '@types/x': '1', optional: '1' } },
      { LICENSE: 'of a\r\n', 'NOTICE.txt': 'notice' },
    )
    install('b', { license: 'ISC', dependencies: { a: '1', c: '1' } }, { 'Licence.md': 'of b' })
    install('c', {}, { COPYING: 'of c' })
    install('b/node_modules/c', { version: '2.0.0' }, { LICENSE: 'of the other c' })
    const list = licensed([a, a])
    expect(list).toEqual([
      { name: 'a', version: '1.0.0', licence: 'MIT', text: 'of a\n\nnotice' },
      { name: 'b', version: '1.0.0', licence: 'ISC', text: 'of b' },
      { name: 'c', version: '2.0.0', licence: '', text: 'of the other c' },
    ])
    for (const { name, version, text } of list) expect(licencesText(list)).toContain(`${name} ${version}\n\n${text}\n`)
  })

  it('fail for a package without a text', () => {
    expect(() => licensed([install('silent', { license: 'MIT' })])).toThrow(
      'silent has no text of its licence: put the one of its repository',
    )
  })

  it('that are kept here are of packages that are installed and have none of their own', () => {
    for (const file of readdirSync(join(ROOT, 'scripts', 'licences'))) {
      const folder = join(ROOT, 'node_modules', file.replace(/\.txt$/, '').replace('__', '/'))
      expect(existsSync(folder), file).toBe(true)
      expect(readdirSync(folder).filter((name) => /^licen[cs]e/i.test(name))).toEqual([])
    }
  })

  it('are there for everything that package.json ships', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    const names = licensed(Object.keys(dependencies).map((name) => join(ROOT, 'node_modules', name))).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)))
  })
})

it('package.json names exact versions alone, those of the lock file', () => {
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> }
  for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
    expect(version, name).toBe(lock.packages[`node_modules/${name}`]?.version)
})
