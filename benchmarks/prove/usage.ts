/** What the process has cost so far, as the last thing that it prints. */
export function usage(): { readonly cpuMs: number; readonly peakMb: number } {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
}

export function report(more: object): void {
  process.stdout.write(JSON.stringify({ ...usage(), ...more }));
}
