/** For `vi.waitFor`: much longer than anything takes, for busy machines. What must be quick is asserted by itself. */
export const waiting = { timeout: 120_000, interval: 10 };
