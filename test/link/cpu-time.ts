/** Milliseconds of processor time that some work takes: what else the machine does, and where it stops, does not count. */
export function cpuTimeOf(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
