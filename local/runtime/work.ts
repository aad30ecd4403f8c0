/** What is under way: notifications, invocations, retries and executions. Whoever wants to see the outcome waits until nothing is. */

/** A count of the work under way. */
export interface Work {
  /** Counts a task from this call on, until it has settled. */
  during<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Starts with nothing under way. */
export const noWork = (): Work => {
  let count = 0;
  let waiting: (() => void)[] = [];
  const finish = (): void => {
    count -= 1;
    if (count > 0) return;
    const resolvers = waiting;
    waiting = [];
    for (const resolve of resolvers) resolve();
  };
  const idle = async (): Promise<void> => {
    while (count > 0) await new Promise<void>((resolve) => void waiting.push(resolve));
  };
  const during = async <Result>(task: () => Promise<Result>): Promise<Result> => {
    count += 1;
    try {
      return await task();
    } finally {
      finish();
    }
  };
  return { during, idle };
};
