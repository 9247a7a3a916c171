import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import { importX } from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'

/** Which zone may import which (DESIGN: tracker and collector never meet, contract imports nothing, tests drive built files). */
const directions = [
  { target: './src/contract', from: './src', except: ['./contract'] },
  { target: './src/tracker', from: './src', except: ['./tracker', './contract'] },
  { target: './src/rest', from: './src', except: ['./rest', './contract'] },
  { target: './src/collector', from: './src', except: ['./collector', './rest', './contract'] },
  { target: './src', from: './e2e' },
  { target: './e2e', from: './src', except: ['./contract'] },
]

export default tseslint.config(
  // What stands for another's project is compiled against the packed package, and can be only then.
  { ignores: ['dist', 'node_modules', 'test-results', 'e2e/package/consumer'] },
  {
    files: ['**/*.{ts,mjs,js}'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: directions }],
      'import-x/no-self-import': 'error',
      'import-x/no-unresolved': 'error',
      eqeqeq: 'error',
      'no-else-return': 'error',
      'prefer-const': 'error',
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'e2e/**/*.ts', 'snippet/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      // Factories have no `this` to lose; passing `delivery.wake` on is what they are for.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'max-lines': ['error', { max: 150, skipBlankLines: false, skipComments: false }] },
  },
  {
    files: ['**/*.test.ts', '**/*.spec.ts', 'e2e/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
)
