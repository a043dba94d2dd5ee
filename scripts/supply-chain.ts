import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { importedByStyles, licencesText, licensed, packageOf } from './licences.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * Puts beside the app what it is made of, told from the modules of the build itself: `licences.json`, `licences-of-packages.txt` and, as
 * npm tells it from the lock file, `sbom.json` (CycloneDX). Workers are builds of their own: they get {@link gather}, the page
 * {@link emit}.
 */
export function supplyChain(): { readonly emit: Plugin; readonly gather: () => Plugin } {
  const folders = new Set<string>()
  const note = (ids: Iterable<string>): void => {
    for (const id of ids) {
      const folder = packageOf(id, ROOT)
      if (folder !== null) folders.add(folder)
      else if (id.endsWith('.css'))
        for (const name of importedByStyles(readFileSync(id, 'utf8'))) folders.add(join(ROOT, 'node_modules', name))
    }
  }
  return {
    gather: () => ({
      name: 'supply-chain-gather',
      apply: 'build',
      generateBundle() {
        note(this.getModuleIds())
      },
    }),
    emit: {
      name: 'supply-chain',
      apply: 'build',
      enforce: 'post',
      generateBundle() {
        note(this.getModuleIds())
        const packages = licensed(folders)
        const emit = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source })
        emit('licences.json', JSON.stringify(packages))
        emit('licences-of-packages.txt', licencesText(packages))
        emit('sbom.json', sbom())
      },
    },
  }
}

interface Sbom {
  serialNumber?: string
  metadata: { timestamp?: string; tools?: unknown; component: { name: string } }
}

/** Without what differs from one run, machine or folder to the next. */
function sbom(): string {
  const told = execFileSync('npm', ['sbom', '--package-lock-only', '--omit', 'dev', '--sbom-format', 'cyclonedx'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const bom = JSON.parse(told) as Sbom
  delete bom.serialNumber
  delete bom.metadata.timestamp
  delete bom.metadata.tools
  bom.metadata.component.name = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string }).name
  return `${JSON.stringify(bom, null, 2)}\n`
}
