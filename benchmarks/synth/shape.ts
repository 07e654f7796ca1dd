/** The same work for both sides: N segments, 5 N flows, in stacks of at most 100 segments. */
export interface Shape {
  readonly stacks: number;
  readonly segmentsPerStack: number;
  /** One nested stack of rules per segment. */
  readonly perSegment: boolean;
}

/** CloudFormation takes 500 resources a template: 100 groups and 1,000 rules need nested stacks, 1,000 groups ten stacks. */
export function shapeOf(segments: number): Shape {
  const segmentsPerStack = Math.min(segments, 100);
  return { stacks: segments / segmentsPerStack, segmentsPerStack, perSegment: segmentsPerStack >= 100 };
}

export const FLOWS_PER_SEGMENT = 5;

export function segmentId(i: number): string {
  return `s${String(i).padStart(3, '0')}`;
}

/** The k-th flow of segment i: to its k-th neighbour, on a port of its own. */
export function flowOf(i: number, k: number, segments: number): { source: string; destination: string; port: number } {
  return { source: segmentId(i), destination: segmentId((i + k + 1) % segments), port: 1000 + k };
}
