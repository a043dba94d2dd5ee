import type { ComponentProps, ReactNode } from 'react'

const KINDS = {
  primary: 'bg-accent text-accent-ink hover:brightness-110 active:brightness-95',
  plain: 'border border-line bg-raised text-ink hover:border-muted/60',
  quiet: 'text-muted hover:bg-ink/6 hover:text-ink',
} as const

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors ' +
  'disabled:pointer-events-none disabled:opacity-45'

interface Looks {
  readonly kind?: keyof typeof KINDS
}

export function Button({ kind = 'plain', className = '', ...props }: ComponentProps<'button'> & Looks) {
  return <button type="button" className={`${BASE} h-9 px-3 ${KINDS[kind]} ${className}`} {...props} />
}

/** A button that is only an icon; `label` names it for everyone. */
export function IconButton({
  label,
  kind = 'quiet',
  className = '',
  children,
  ...props
}: Omit<ComponentProps<'button'>, 'aria-label' | 'title'> & Looks & { readonly label: string; readonly children: ReactNode }) {
  return (
    <button type="button" aria-label={label} title={label} className={`${BASE} size-9 ${KINDS[kind]} ${className}`} {...props}>
      {children}
    </button>
  )
}

/** A button that reads as words in a sentence. */
export function TextButton({ className = '', ...props }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={`rounded-sm text-accent underline decoration-accent/35 underline-offset-3 hover:decoration-accent ${className}`}
      {...props}
    />
  )
}
