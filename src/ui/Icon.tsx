/** Strokes of each icon in a 24 x 24 box. */
const PATHS = {
  alert: 'M12 9v4m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z',
  'arrow-right': 'M5 12h14m-6-6 6 6-6 6',
  bookmark: 'M7 4h10a1 1 0 0 1 1 1v15l-6-4-6 4V5a1 1 0 0 1 1-1Z',
  'broken-picture': 'M4 15V6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7M4 19v-1m0 0 4-4 3 2m9 1v1a2 2 0 0 1-2 2H8m7-11v.01M13 15l2 2 2-2 3 3',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  'chevron-down': 'm6 9 6 6 6-6',
  'chevron-left': 'm15 6-6 6 6 6',
  'chevron-right': 'm9 6 6 6-6 6',
  clock: 'M12 7v5l3 2m6-2a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  close: 'M6 6l12 12M18 6 6 18',
  code: 'm8 7-5 5 5 5m8-10 5 5-5 5',
  copy: 'M9 9h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1Zm-4 6H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v1',
  density: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  export: 'M12 4v11m0 0-4-4m4 4 4-4M5 19h14',
  external: 'M14 4h6v6m0-6-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
  'eye-off':
    'm3 3 18 18M10 5.3A9.7 9.7 0 0 1 12 5c5.5 0 9 5 9.6 7a12 12 0 0 1-2.5 3.6M6.4 6.8A12.6 12.6 0 0 0 2.4 12c.6 2 4.100 7 ' +
    '9.600 7a9.300 9.300 0 0 0 5-1.500M9.900 10a3 3 0 0 0 4.100 4.200',
  filter: 'M4 6h16M7 12h10m-7 6h4',
  flag: 'M5 21V4m0 1c5-3 8 3 14 0v9c-6 3-9-3-14 0',
  globe: 'M3 12h18M12 3c3 3 3.500 6 3.500 9S15 18 12 21c-3-3-3.500-6-3.500-9S9 6 12 3Zm9 9a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  keyboard: 'M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Zm3 4v.01m3.300-.01v.01m3.400-.01v.01M17 10v.01M8 14h8',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3m-11 0h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1Z',
  minus: 'M6 12h12',
  theme: 'M4 5h16v11H4zM9 20h6m-3-4v4',
  moon: 'M20 14.500A8 8 0 0 1 9.500 4 8 8 0 1 0 20 14.500Z',
  offline:
    'm3 3 18 18M8.500 15.500a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.400M2 8.500A15 15 0 0 1 6 6m5-1a15 15 0 0 1 11 3.500M15 ' +
    '10a10 10 0 0 1 4 2m-7 7v.01',
  picture: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm-1 12 4.500-4.500L14 17m-2-2 3-3 5 5M15 8.500v.01',
  plus: 'M12 6v12M6 12h12',
  retry: 'M20 5v5h-5M4 19v-5h5m10.500-4A8 8 0 0 0 5.500 7.500M4.500 14a8 8 0 0 0 14 2.500',
  search: 'm20 20-4.500-4.500M17.500 11a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0Z',
  settings:
    'M4 7h9m5 0h2M4 17h2m5 0h9M18 7a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0ZM11 17a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0Z',
  shield: 'M12 3 5 5.500V11c0 5 3 8 7 10 4-2 7-5 7-10V5.500L12 3Z',
  'shield-alert': 'M12 3 5 5.500V11c0 5 3 8 7 10 4-2 7-5 7-10V5.500L12 3Zm0 5v4.500m0 3v.01',
  'shield-check': 'M12 3 5 5.500V11c0 5 3 8 7 10 4-2 7-5 7-10V5.500L12 3Zm-3 9 2 2 4-4',
  'shield-question': 'M12 3 5 5.500V11c0 5 3 8 7 10 4-2 7-5 7-10V5.500L12 3Zm-2.200 6.500A2.200 2.200 0 1 1 12 12v.700m0 3v.01',
  sort: 'M7 5v14m0 0-3-3m3 3 3-3M17 19V5m0 0-3 3m3-3 3 3',
  sun:
    'M12 3v1.500m0 15V21M3 12h1.500m15 0H21M5.600 5.600l1.100 1.100m10.600 10.600 1.100 1.100m0-12.800-1.100 1.100M6.700 ' +
    '17.300l-1.100 1.100M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
} as const

export type IconName = keyof typeof PATHS

/** A decorative stroke icon in the colour of its text. */
export function Icon({ name, className = 'size-5' }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      className={className}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
