// Two bans that oxlint's own rules cannot express. Rules are oxlint JS plugins (the ESLint shape); .oxlintrc.json turns them on.

const noClock = {
  create(context) {
    const report = (node) =>
      context.report({
        node,
        message:
          "No clock in core or emails: take `now`; packages/functions reads the time. Only a Date made of a known instant may stand here.",
      })
    const isDate = (node) => node.callee.type === "Identifier" && node.callee.name === "Date"
    return {
      NewExpression: (node) => isDate(node) && node.arguments.length === 0 && report(node),
      CallExpression: (node) => isDate(node) && report(node),
    }
  },
}

// no-restricted-imports cannot do this one: forbidding the name `z` there forbids `import * as z` too.
const zodAsNamespace = {
  create(context) {
    return {
      ImportDeclaration(node) {
        if (!/^zod(\/mini)?$/.test(node.source.value) || node.importKind === "type") return
        if (node.source.value === "zod" && /(^|\/)(packages\/(core|functions)|emails)\/src\//.test(context.filename))
          context.report({
            node,
            message:
              'Write `import * as z from "zod/mini"`: what a function loads when it starts is 70 KB smaller by it.',
          })
        if (node.specifiers.every(({ type }) => type === "ImportNamespaceSpecifier")) return
        context.report({
          node,
          message:
            'Write `import * as z from "zod"`: the named import pulls all 469 KB of zod into every bundle, this one 113.',
        })
      },
    }
  },
}

export default {
  meta: { name: "house" },
  rules: { "no-clock": noClock, "zod-as-namespace": zodAsNamespace },
}
