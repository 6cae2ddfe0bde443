const fault = process.env['DEALSTANCE_BUILD_FAULT']

if (fault !== undefined) throw new Error(`npm run build failed:\n${fault}`)
