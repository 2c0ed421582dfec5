// oxlint-disable-next-line typescript/triple-slash-reference -- it declares the globals that SST gives, and has nothing to import
/// <reference path="./.sst/platform/config.d.ts" />

// SST allows no import at the top of this file.
export default $config({
  async app({ stage }) {
    const { settingsOf } = await import("./infra/settings.ts")
    return {
      name: "turnabout",
      home: "aws",
      // What members wrote outlives a slip of the operator; a stage for trying things leaves nothing behind.
      removal: stage === "production" ? "retain" : "remove",
      providers: { aws: { region: settingsOf(stage).region } },
    }
  },
  async run() {
    const { createService } = await import("./infra/service.ts")
    return createService()
  },
})
