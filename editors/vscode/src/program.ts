// Which program is run: the one in the settings, the one that comes with the extension, the one in PATH.

import * as path from "path";

/** What is known of the place where the extension runs. */
export interface Surroundings {
  /** `tidings.path` in the settings. */
  setting: string;
  /** The folder of the extension. */
  extension: string;
  /** The first folder of the workspace, for `${workspaceFolder}`. */
  folder: string | undefined;
  /** The home of the person, for `~`. */
  home: string;
  platform: string;
  exists(file: string): boolean;
}

/** The program to run. A setting that names a file that is not there is an error, so that no other program is run for it. */
export function program(at: Surroundings): { command: string } | { missing: string } {
  const setting = at.setting.trim();
  if (setting !== "") {
    const expanded = setting.replace(/^~(?=\/|\\|$)/, at.home).replace("${workspaceFolder}", at.folder ?? "");
    const isPath = /[\\/]/.test(expanded);
    if (isPath && !at.exists(expanded)) {
      return { missing: expanded };
    }
    return { command: expanded };
  }
  const name = at.platform === "win32" ? "tidings.exe" : "tidings";
  const bundled = path.join(at.extension, "bin", name);
  return { command: at.exists(bundled) ? bundled : name };
}
