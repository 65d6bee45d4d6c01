# Purser with the screens built. It needs a PostgreSQL (DATABASE_URL) and a key (PURSER_SECRET_KEY): see compose.yaml.
FROM node:20-bookworm-slim
WORKDIR /purser
COPY package.json package-lock.json ./
COPY web/package.json web/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && chown -R node:node /purser
USER node
ENV PURSER_HOST=0.0.0.0 PURSER_DATA=/purser/data
VOLUME /purser/data
EXPOSE 4400
CMD ["node", "bin/purser.js", "start"]
