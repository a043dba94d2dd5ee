import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'public', '.cache', 'test-results', 'playwright-report', 'src/search/kernel/assembly', 'bench/assembly'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Prettier breaks code and leaves comments and strings as they are.
      'max-len': ['error', { code: 140 }],
      // Speaks of the React Compiler, which is not used.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // The gate itself, what hands it on, the app's own files, and pictures, whose addresses are looked at first.
    ignores: [
      '**/*.test.*',
      'src/dataset/reach.ts',
      'src/shards/http.ts',
      'src/search/kernel/load.ts',
      'src/search/encoder/runtime.ts',
      'src/inspector/diagnose.ts',
      'src/offline/service-worker.ts',
    ],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Data is fetched by fetchFor() or fetchWithin() of dataset/reach.ts.' }],
    },
  },
  { files: ['eslint.config.js', '.dependency-cruiser.js'], ...tseslint.configs.disableTypeChecked },
)
