/** Pairscope's mark: a picture and its words, through one lens. */
export function Mark({ className = 'size-6' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} aria-hidden="true" fill="none" strokeWidth="2">
      <circle cx="9" cy="12" r="6.5" className="stroke-accent" />
      <circle cx="15" cy="12" r="6.5" className="stroke-ink" />
    </svg>
  )
}
