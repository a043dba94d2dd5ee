const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes in decimal units: `950 B`, `4.1 KB`, `1.25 GB`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'B'}`
}

const COUNT = new Intl.NumberFormat('en-US')

/** `1,234,567` */
export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** `1 shard`, `1,234 shards` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`
}

/** A number of no known unit: whole ones as they are, others with six digits. */
export function formatNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)))
}
