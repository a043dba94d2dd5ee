import { IconButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { applyTheme, prefer, preferences, type Theme } from './preferences'
import { useStore } from '../ui/useStore'

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }
const NAMES: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' }
const ICONS = { system: 'theme', light: 'sun', dark: 'moon' } as const

export function ThemeButton() {
  const { theme } = useStore(preferences)
  return (
    <IconButton
      label={`Colours: ${NAMES[theme]}`}
      onClick={() => {
        prefer({ theme: NEXT[theme] })
        applyTheme(NEXT[theme])
      }}
    >
      <Icon name={ICONS[theme]} />
    </IconButton>
  )
}
