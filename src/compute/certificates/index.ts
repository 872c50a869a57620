export { checkCertificate, type CertificateOutcome } from "./check-certificate.ts";
