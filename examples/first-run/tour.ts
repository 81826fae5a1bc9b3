import { type Scene, type Stage, scenes } from "./scenes.ts";

/** A scene that did not do what it should. */
export interface Failure {
  readonly scene: Scene;
  readonly error: unknown;
}

/** Plays every scene, each from its own time on, and gives those that failed. */
export async function tour(stage: Stage, announce: (scene: Scene) => void): Promise<Failure[]> {
  const failures: Failure[] = [];
  const play = async (scene: Scene) => {
    try {
      await stage.pace.wait(scene.at, stage.signal);
      announce(scene);
      await scene.run(stage);
    } catch (error) {
      // Whoever interrupts the tour knows why scenes fail.
      if (!stage.signal.aborted) failures.push({ scene, error });
    }
  };
  await Promise.all(scenes.map(play));
  return failures;
}
