import type { ReactNode } from 'react'

const TONES = {
  plain: 'border-line bg-surface',
  warn: 'border-warn/30 bg-warn/8',
  danger: 'border-danger/30 bg-danger/8',
} as const

/** A quiet sentence in the way of nothing. */
export function Notice({
  tone = 'plain',
  role = 'status',
  children,
}: {
  readonly tone?: keyof typeof TONES
  readonly role?: 'status' | 'alert'
  readonly children: ReactNode
}) {
  return (
    <div role={role} className={`rounded-xl border px-3.5 py-2.5 text-ink ${TONES[tone]}`}>
      {children}
    </div>
  )
}
