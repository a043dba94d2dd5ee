import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { expect } from './test'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const SCREENS = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'phone', width: 390, height: 844 },
] as const
const THEMES = ['light', 'dark'] as const

/** Rules of WCAG 2.2 AA and what axe calls best practice: all that it knows. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  // Half way from one theme to the other a colour is neither, and the way there begins with the next picture of the screen.
  await page.evaluate(async () => {
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().iterations !== Infinity
    for (;;) {
      await drawn()
      const running = document.getAnimations().filter((one) => one.playState === 'running' && ends(one))
      if (running.length === 0) return
      await Promise.allSettled(running.map(({ finished }) => finished))
    }
  })
  // Through the debugger, where the page's own policy has no say.
  await page.evaluate(SOURCE)
  const results = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      // Pictures of other people's and their captions are what they are.
      rules: { 'target-size': { enabled: true } },
    }),
  )
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ target, html }) => `${id}: ${help} ${JSON.stringify(target)} ${html.slice(0, 160)}`),
  )
}

/** Whether axe finds nothing in what is on the screen now, light and dark, on a desk and on a phone. The desk's size stays. */
export async function expectAccessible(
  page: Page,
  state: string,
  screens: readonly (typeof SCREENS)[number]['name'][] = ['desk', 'phone'],
): Promise<void> {
  const found: string[] = []
  for (const { name, width, height } of SCREENS) {
    if (!screens.includes(name)) continue
    await page.setViewportSize({ width, height })
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const fault of await faultsOf(page)) found.push(`${state}, ${name}, ${colorScheme}: ${fault}`)
    }
  }
  expect(found).toEqual([])
}
