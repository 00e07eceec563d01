# One image for the server and its command line. Nothing is compiled but the console; the server runs from its source.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml tsconfig.base.json ./
COPY packages packages
COPY apps apps
COPY e2e/package.json e2e/
COPY bench/package.json bench/
COPY tools tools
RUN npx -y pnpm@12 install --frozen-lockfile && node tools/build-console.ts \
 && npx -y pnpm@12 install --frozen-lockfile --prod

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app /app
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENV TEGATA_LISTEN=0.0.0.0:8080 TEGATA_MANAGEMENT_LISTEN=0.0.0.0:9000 TEGATA_DATA_DIR=/data TEGATA_KEYRING_FILE=/data/keyring
EXPOSE 8080 9000
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "apps/server/src/main.ts"]
CMD ["serve"]
