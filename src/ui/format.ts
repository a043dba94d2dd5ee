export { plural } from '../pair/format'

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 })

/** Rounded down, so that 100 % is said only of the whole. */
export function formatPercent(part: number, whole: number): string {
  return percent.format(whole > 0 ? Math.floor((part / whole) * 100) / 100 : 0)
}
