// The entry `roam-xstate/test`.

export * from "../sim/index.ts";
export type { CaseResult, Report } from "./case.ts";
export {
  type ConformanceCase,
  type ConformanceOptions,
  conformance,
  type RunOptions,
  runConformance,
} from "./conformance.ts";
export { ConformanceError } from "./conformance-error.ts";
export { arbitrary } from "./model/arbitrary.ts";
export type { MachineModel, ModelMethods, StateModel } from "./model/model.ts";
export { ModelTestError, type ModelTestOptions, type ModelTestResult, modelTest } from "./model/model-test.ts";
export { type PeerUnderTest, peerInProcess } from "./peer.ts";
export { htmlOf } from "./report/html.ts";
export { junitOf } from "./report/junit.ts";
export { recordingOf } from "./report/recording.ts";
export { writeReport } from "./report/write.ts";
export { Testbed, testbedHandlers } from "./service.ts";
export { peerAt, peerCommand, peerThatDials, type TargetOptions } from "./targets.ts";
export type { Finding, Profile, Verdict } from "./verdict.ts";
