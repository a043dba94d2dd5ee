import type { ComponentProps } from 'react'
import { linkAddress } from '../pair/address'

/**
 * A link that leaves the app, in a tab of its own that knows nothing of this one. An address that no link may lead to (another scheme, the
 * person's own network) leaves its words alone.
 */
export function Away({
  href,
  children,
  ...props
}: Omit<ComponentProps<'a'>, 'href' | 'target' | 'rel'> & { readonly href: string | null }) {
  const address = linkAddress(href, location.hostname)
  return address === null ? (
    <span dir={props.dir}>{children}</span>
  ) : (
    <a {...props} href={address} target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer">
      {children}
    </a>
  )
}
