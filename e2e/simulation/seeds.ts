/** How long a test may take that runs as many seeds as somebody asks for. */
export const longestMs = 3_600_000

/** How many seeds `npm test` takes for the longest test; the others have their share of it. */
const usual = 2000

const count = Number(process.env.SEEDS ?? usual)
const first = Number(process.env.SEED ?? 1)

/**
 * Runs the check for as many seeds as its test has where SEEDS asks for nothing else, and for more or fewer where it does; SEED
 * says which one is the first. Whatever is wrong with a seed comes with the command that runs it again.
 */
export async function forSeeds(usually: number, check: (seed: number) => Promise<void>): Promise<void> {
  for (let seed = first; seed < first + Math.ceil((usually * count) / usual); seed++) {
    try {
      await check(seed)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`seed ${seed}: ${reason}\nreplay: SEED=${seed} SEEDS=1 npx vitest run e2e/simulation`, { cause })
    }
  }
}
