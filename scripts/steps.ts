import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')

/** What the last `npm test` left behind of its tests, as JSON. */
export const REPORTS = join(ROOT, '.cache', 'test-reports')
export const UNIT_REPORT = join(REPORTS, 'unit.json')
export const E2E_REPORT = join(REPORTS, 'e2e.json')
export const BROWSERS_REPORT = join(REPORTS, 'browsers.json')

/**
 * Runs one of the project's tools; resolves with its exit code. Its output is shown as it comes, or, with `held`, all at once
 * when it ends, so that it does not run into that of another.
 */
export function tool(
  command: string,
  args: readonly string[],
  {
    env = {},
    held = false,
    cwd = ROOT,
  }: { readonly env?: Readonly<Record<string, string>>; readonly held?: boolean; readonly cwd?: string } = {},
): Promise<number> {
  // npm puts the tools on PATH; whoever runs these scripts by hand should not have to.
  const PATH = [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: held ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...env, PATH },
      shell: process.platform === 'win32',
    })
    const output: Buffer[] = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => output.push(piece))
    child.on('error', reject)
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output))
      resolve(code ?? 1)
    })
  })
}

export function heading(title: string): void {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 70 - title.length))}`)
}

export function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`
}
