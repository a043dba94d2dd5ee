import { useEffect, useState } from 'react'
import { Icon, type IconName } from '../ui/Icon'

interface CopyButtonProps {
  /** What is copied, in words: names the button. */
  readonly what: string
  readonly text: string
  /** Words beside the icon. */
  readonly children?: string
  readonly icon?: IconName
  readonly className?: string
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ what, text, children, icon = 'copy', className = '' }: CopyButtonProps) {
  const [said, setSaid] = useState<'' | 'Copied' | 'Could not copy'>('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), 1500)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Could not copy'),
    )
  }
  return (
    <button
      type="button"
      aria-label={said === '' ? `Copy ${what}` : said}
      title={`Copy ${what}`}
      onClick={copy}
      className={`inline-flex shrink-0 items-center gap-1.5 rounded-md px-1.5 py-1 text-xs text-muted transition-colors hover:bg-ink/6 hover:text-ink ${className}`}
    >
      <Icon name={said === 'Copied' ? 'check' : icon} className="size-3.5" />
      {children !== undefined && <span>{said || children}</span>}
    </button>
  )
}
